import type { Check } from "../../src/model/check.ts";
import { error, skip, warning } from "../finding.ts";
import { type KnownKernel, knownKernels } from "./known-kernels.ts";

/** The first that libuv in Node 24 and unprivileged FUSE mounts work on. */
const oldest = "4.18";

export const kernel: Check = {
  id: "kernel",
  title: "The kernel is new enough and has no fault that is known to break pilots",
  why: "Old kernels lack what containers need, and some releases damage files or let any job become root.",
  judges: `An error below ${oldest} and for kernels that are known to lose data; a warning for kernels that let a job become root. The list is data with dates, in validation/machine/known-kernels.ts.`,
  thresholds: [],
  phase: "node",
  evaluate: ({ system }) => {
    const release = system.kernel;
    const version = release === null ? null : numbersOf(release);
    if (release === null || version === null) return skip("the kernel's release could not be read");
    const evidence = `/proc/sys/kernel/osrelease: ${release}`;
    if (compare(version, numbersOf(oldest) ?? []) < 0)
      return [
        error(
          `kernel ${release} is older than ${oldest}`,
          evidence,
          "Upgrade to a system of today: Enterprise Linux 8 has 4.18, Debian 11 has 5.10.",
        ),
      ];
    return knownKernels
      .filter((known) => matches(known, release, version))
      .map(({ severity, fault, fix, id, dated }) =>
        (severity === "error" ? error : warning)(
          `kernel ${release}: ${fault}`,
          `${evidence}; entry ${id} of ${dated}`,
          fix,
        ),
      );
  },
};

function matches({ match }: KnownKernel, release: string, version: readonly number[]): boolean {
  switch (match.kind) {
    case "release":
      return match.pattern.test(release);
    case "upstream":
      return (
        (version[2] ?? 0) > 0 &&
        match.ranges.some(
          ({ from, before }) =>
            compare(version, numbersOf(from) ?? []) >= 0 && compare(version, numbersOf(before) ?? []) < 0,
        )
      );
    default:
      return match satisfies never;
  }
}

function numbersOf(release: string): readonly number[] | null {
  const match = /^([0-9]{1,4})\.([0-9]{1,4})(?:\.([0-9]{1,5}))?/u.exec(release);
  return match === null ? null : match.slice(1).map((part) => Number(part ?? 0));
}

function compare(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((number, at) => number !== (b[at] ?? 0));
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
