import type { Check } from "../../src/model/check.ts";
import { error, skip } from "../finding.ts";

/** What the official Node 24 is linked against, and HTCondor's builds for Enterprise Linux 8. */
const needed = [2, 28] as const;

export const systemLibraries: Check = {
  id: "system-libraries",
  title: "The C library is new enough for this program and for HTCondor",
  why: "A program that needs a newer C library than the node has ends before its first line, with a message about GLIBC versions.",
  judges: `An error for a GNU C library before ${needed.join(".")}.`,
  thresholds: [],
  phase: "node",
  evaluate: ({ site: { libc } }) => {
    if (libc === null) return skip("the node did not say which C library it has");
    const [major = 0, minor = 0] = libc.version.split(".").map(Number);
    if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return [];
    return [
      error(
        `${libc.name} ${libc.version} is older than ${needed.join(".")}, which this program and HTCondor need`,
        `getconf GNU_LIBC_VERSION: ${libc.name} ${libc.version}`,
        "Upgrade the operating system (Enterprise Linux 8, Debian 10, Ubuntu 20.04 or later), or run pilots in a container of one.",
      ),
    ];
  },
};
