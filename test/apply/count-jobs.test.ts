import { expect, it } from "vitest";
import { countJobs } from "../../src/apply/condor/count-jobs.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";

const daemon = (pid: number, name: string, argv: readonly string[], children: readonly number[] = []) => ({
  [`/proc/${pid}/comm`]: `${name}\n`,
  [`/proc/${pid}/cmdline`]: [...argv, ""].join("\0"),
  [`/proc/${pid}/task/${pid}/children`]: children.map((child) => `${child} `).join(""),
});
const jobsOf = async (starters: readonly Readonly<Record<string, string>>[], children: readonly number[]) => {
  const files = Object.assign({}, daemon(10, "condor_master", ["condor_master", "-f"], [11, 12]), ...starters);
  const startd = daemon(12, "condor_startd", ["condor_startd"], children);
  const others = daemon(11, "condor_shared_port", ["condor_shared_port"]);
  return countJobs(new MemoryHost({ files: { ...files, ...startd, ...others } }), 10, "/execute");
};
const starter = (pid: number, ...more: readonly string[]) => daemon(pid, "condor_starter", ["condor_starter", ...more]);

it("each starter of the startd is a job", async () => {
  const run = ["-f", "-local-name", "slot_type_1", "-a", "slot1_1", "access.point"];
  expect(await jobsOf([starter(20, ...run), starter(21, ...run)], [20, 21])).toMatchObject({ startd: true, jobs: 2 });
  expect(await jobsOf([], [])).toMatchObject({ startd: true, jobs: 0 });
});

it("a starter that the startd only asks what it can do is none", async () => {
  expect(await jobsOf([starter(20, "-classad"), starter(21, "-f")], [20, 21])).toMatchObject({ jobs: 1 });
});

it("a kernel that lists no children tells nothing", async () => {
  expect(await countJobs(new MemoryHost({ files: { "/proc/10/comm": "condor_master\n" } }), 10, "/execute")).toBeNull();
});
