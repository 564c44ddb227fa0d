/** What our program in the image wrote: which namespace it saw, and what it could do there. */
export interface Proof {
  /** As /proc/self/ns/user reads, e.g. `user:[4026532201]`; null: there was no /proc inside. */
  readonly userNamespace: string | null;
  readonly pid: number;
  /** A file of ours was really bound; null: not asked. */
  readonly bound: boolean | null;
  readonly written: boolean | null;
  /** Ranges as `inside:outside:count`; null: there was no /proc inside. */
  readonly uidMap: string | null;
}

/** The status that our program ends with, which no runtime gives by itself. */
export const proofStatus = 37;

/**
 * The line of our program in a runtime's standard output, where runtimes and wrappers may write too. Null without a
 * line that holds this token and is whole.
 */
export function findProof(stdout: string, token: string): Proof | null {
  const prefix = `PROBE ${token} `;
  for (const line of stdout.split("\n", 10_000)) {
    if (!line.startsWith(prefix)) continue;
    const match =
      /^userns=(-|user:\[[0-9]{1,20}\]) pid=([0-9]{1,10}) bound=(yes|no|-) written=(yes|no|-) uidmap=(-|[0-9:,]{1,2000})$/u.exec(
        line.slice(prefix.length),
      );
    if (match === null) continue;
    const [, userNamespace = "-", pid = "0", bound = "-", written = "-", uidMap = "-"] = match;
    return {
      userNamespace: userNamespace === "-" ? null : userNamespace,
      pid: Number(pid),
      bound: answer(bound),
      written: answer(written),
      uidMap: uidMap === "-" ? null : uidMap,
    };
  }
  return null;
}

const answer = (word: string): boolean | null => (word === "-" ? null : word === "yes");

/** /proc/self/uid_map in the spelling of our program. */
export const uidMapText = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim().split(/\s+/u).join(":"))
    .filter((line) => line !== "")
    .join(",");
