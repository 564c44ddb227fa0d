// The one time in everything that is made: SOURCE_DATE_EPOCH, else the commit's.
import { execFileSync } from "node:child_process";
import { root } from "../build/root.ts";

/** Epoch seconds. Throws outside of a repository when nothing is given. */
export function releaseTime(): number {
  const given = process.env["SOURCE_DATE_EPOCH"];
  if (given !== undefined && /^\d+$/u.test(given)) return Number(given);
  try {
    return Number(execFileSync("git", ["log", "-1", "--format=%ct"], { cwd: root, encoding: "utf8", stdio: "pipe" }));
  } catch {
    throw new Error("no commit to take the time from: set SOURCE_DATE_EPOCH");
  }
}
