// The accounts of the root, and their numbers on this machine.
import { users } from "./recipe.ts";

export function accountOf(name: string): { readonly name: string; readonly uid: number; readonly home: string } {
  if (name === "root") return { name, uid: 0, home: "/root" };
  const found = users.find((user) => user.name === name);
  if (found === undefined) throw new Error(`the bed has no user ${name}`);
  return found;
}

/** Without root the users of a node are subordinate ids here. */
export function uidTranslation(uidMap: string): (uid: number) => number {
  const ranges = uidMap
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  return (uid) => {
    for (const [inside = 0, outside = 0, count = 0] of ranges)
      if (uid >= outside && uid < outside + count) return inside + uid - outside;
    return uid;
  };
}
