import { readFileSync } from "node:fs";
import { err, ok } from "../model/result.ts";
import type { Read } from "./host.ts";
import { runCommand } from "./run-command.ts";

/** File systems whose server or daemon can be gone while the mount stays. */
export const mayHang =
  /^(?:nfs4?|cifs|smb3?|afs|autofs|lustre|gpfs|ceph|beegfs|pvfs2|orangefs|panfs|9p|glusterfs|virtiofs|fuse(?:\..+|blk)?)$/u;
const lookMs = 5000;

/**
 * A call into a dead network mount blocks a thread for ever and cannot be taken back, so such a mount is first
 * touched by a process of its own, once, with a deadline. The answer holds for every path below it.
 */
export class MountGuard {
  readonly #verdicts = new Map<string, Promise<Read<null>>>();
  #mounts: readonly { readonly point: string; readonly type: string }[] | null = null;

  check(path: string): Promise<Read<null>> | null {
    this.#mounts ??= readMounts();
    const mount = this.#mounts.find(
      ({ point }) => path === point || path.startsWith(point === "/" ? "/" : `${point}/`),
    );
    // Under autofs each name is a mount that appears when it is touched, so it is looked at by itself.
    if (mount === undefined || !mayHang.test(mount.type) || mount.point === "/") return null;
    const looked =
      mount.type === "autofs"
        ? `${mount.point}/${path.slice(mount.point.length + 1).split("/")[0] ?? ""}`
        : mount.point;
    let verdict = this.#verdicts.get(looked);
    if (verdict === undefined) {
      verdict = look(looked, mount.type);
      this.#verdicts.set(looked, verdict);
    }
    return verdict;
  }
}

async function look(point: string, type: string): Promise<Read<null>> {
  const result = await runCommand(
    { argv: ["stat", "-L", "--", point], timeoutMs: lookMs, maxBytes: 4096 },
    { PATH: "/usr/bin:/bin", LC_ALL: "C" },
  );
  // Without `stat` there is no safe way to look; the read itself then tells.
  if (!result.ok || !result.value.timedOut) return ok(null);
  return err({ code: "timeout", what: `timed out: the ${type} mount ${point} does not answer (${lookMs / 1000} s)` });
}

/** Longest mount point first, so that the first match is the one that a path is on. */
function readMounts(): readonly { point: string; type: string }[] {
  try {
    return readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .flatMap((line) => {
        const fields = line.split(" ");
        const type = fields[fields.indexOf("-") + 1];
        const point = fields[4]?.replaceAll(/\\([0-7]{3})/gu, (_, octal: string) =>
          String.fromCharCode(Number.parseInt(octal, 8)),
        );
        return point === undefined || type === undefined ? [] : [{ point, type }];
      })
      .sort((a, b) => b.point.length - a.point.length);
  } catch {
    return [];
  }
}
