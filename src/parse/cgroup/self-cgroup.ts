import type { Unknown } from "../../model/facts/fence.ts";
import { printable } from "../printable.ts";

/** One line of /proc/self/cgroup: our place in one hierarchy. */
export interface Membership {
  /** v1 controllers, or `name=…`; empty for the v2 hierarchy. */
  readonly controllers: readonly string[];
  readonly version: 1 | 2;
  /** As seen from our cgroup namespace; `/..` at its start leads out of it. */
  readonly path: string;
}

export interface SelfCgroup {
  readonly memberships: readonly Membership[];
  readonly unknown: readonly Unknown[];
}

/** The kernel has about 15 controllers; v1 adds named hierarchies. */
const maxLines = 64;

/** Lines `ID:CONTROLLERS:PATH`; a path may contain colons. A line that is not understood loses that hierarchy only. */
export function parseSelfCgroup(text: string): SelfCgroup {
  const memberships: Membership[] = [];
  const unknown: Unknown[] = [];
  for (const line of text.split("\n", maxLines)) {
    if (line.trim() === "") continue;
    const match = /^([0-9]{1,10}):([^:]{0,200}):(\/.{0,4095})$/u.exec(line.replace(/\r$/u, ""));
    const [, id, controllers, path] = match ?? [];
    if (id === undefined || controllers === undefined || path === undefined || path.includes("\0")) {
      unknown.push({ what: "a control group", why: `"${printable(line, 120)}" is not ID:CONTROLLERS:PATH` });
      continue;
    }
    memberships.push({
      version: controllers === "" && id === "0" ? 2 : 1,
      controllers: controllers === "" ? [] : controllers.split(","),
      // The kernel says so of a group that was removed while we are still in it; its ancestors still bind.
      path: path.replace(/ \(deleted\)$/u, ""),
    });
  }
  return { memberships, unknown };
}
