import type { Check } from "../../src/model/check.ts";
import type { StorageFacts } from "../../src/model/facts/machine.ts";
import { error, skip, warning } from "../finding.ts";

export const scratchUsable: Check = {
  id: "scratch-usable",
  title: "The scratch directory can be written and programs in it started",
  why: "HTCondor, the jobs' files and the programs that they bring live there.",
  judges:
    "An error when it cannot be written, is mounted noexec, or has a name that HTCondor cannot hold; a warning when a directory that the batch system or the environment names was passed over for it.",
  thresholds: ["GLIDEIN_Work_Dir"],
  phase: "node",
  refusesAs: "WORK_DIRECTORY",
  evaluate: ({ storage, user, site }) => {
    const { scratch, candidates, unknown } = storage;
    const why = unknown.find(({ what }) => what === `scratch ${scratch.path}`)?.why ?? "";
    const others = candidates
      .filter(({ path, rejected }) => path !== scratch.path && rejected !== "")
      .map(({ path, rejected }) => `; ${path}: ${rejected}`)
      .join("");
    const evidence = `${scratch.path} (${scratch.from})${why === "" ? "" : `: ${why}`}${others}`;
    const account = user.name ?? (user.uid === null ? "the pilot's account" : `uid ${user.uid}`);
    if (scratch.writable === false)
      return [
        error(
          `${scratch.path} cannot be written by ${account}`,
          evidence,
          "Give the pilot's account a writable scratch directory: correct its mode or mount, set TMPDIR in the batch system, or use --work-dir.",
        ),
      ];
    if (scratch.executable === false)
      return [
        error(
          `programs in ${scratch.path} cannot be started: it is mounted noexec`,
          `${evidence}, ${scratch.filesystem ?? "unknown file system"}`,
          `Remount it without noexec (\`mount -o remount,exec\` and /etc/fstab), or use --work-dir with another directory.`,
        ),
      ];
    if (why !== "")
      return [
        error(
          `${scratch.path} cannot be used: ${why}`,
          evidence,
          "Set TMPDIR in the batch system to a directory without such characters, or use --work-dir with one.",
        ),
      ];
    if (scratch.writable === null && scratch.executable === null)
      return skip("nothing is known about the scratch directory");
    return passedOver(storage, site.complete).map(({ path, from, rejected }) =>
      warning(
        `${path} is not used for scratch: ${rejected}; ${scratch.path} is`,
        `${path} (${from}): ${rejected}`,
        `Make ${path} writable, without noexec and with free space, or correct what names it (${from}).`,
      ),
    );
  },
};

/** Directories that somebody named and that come before the one that was taken. In a tree some are merely left out. */
function passedOver({ candidates, scratch }: StorageFacts, complete: boolean): StorageFacts["candidates"] {
  const taken = candidates.findIndex(({ path }) => path === scratch.path);
  return candidates
    .slice(0, Math.max(0, taken))
    .filter(({ rejected }) => rejected !== "" && (complete || !rejected.includes("does not exist")));
}
