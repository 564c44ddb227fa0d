// What control groups look like on a node, and what is found of them.
import { type MemoryFile, MemoryHost } from "../../../src/host/memory-host.ts";
import { probeCgroup } from "../../../src/probe/machine/cgroup.ts";

export const initialNamespace = { "/proc/self/ns/cgroup": { link: "cgroup:[4026531835]" } };
/** Lines of /proc/self/mountinfo. */
export const v2 = (root = "/", options = "rw") => `30 23 0:26 ${root} /sys/fs/cgroup ${options} - cgroup2 cgroup2 rw\n`;
export const v1 = (names: string, root = "/") =>
  `${names.length} 23 0:${names.length} ${root} /sys/fs/cgroup/${names} rw - cgroup cgroup rw,${names}\n`;
export const unlimitedV1 = "9223372036854771712\n";

export const look = (files: Record<string, MemoryFile>, modes: Readonly<Record<string, number>> = {}) =>
  probeCgroup(new MemoryHost({ files, modes }));
export const limits = (fences: readonly { limit: number; from: string }[]) =>
  fences.map(({ limit, from }) => [limit, from]);
