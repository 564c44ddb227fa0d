import type { Check, Finding } from "../../src/model/check.ts";
import { type FeatureId, featureNumber } from "../../src/model/facts/features.ts";
import type { Facts } from "../../src/model/facts.ts";
import { duration, size, skip, warning } from "../finding.ts";
import { jobsOf, least, ofKind } from "../slot.ts";

const bytesOfMiB = 1_048_576;
const memoryTolerance = 1.05;
/** Clocks differ, and batch systems look at their limits now and then. */
const clockTolerance = 300;
const endTolerance = 900;
const fix = "Correct the provider of Machine/Job Features; HSF-TN-2016-02 has the meaning and the unit of each key.";

export const mjfAgrees: Check = {
  id: "mjf-agrees",
  title: "Machine/Job Features agree with the node and the batch system",
  why: "A feature in a wrong unit, or of a job before this one, makes a slot too small, too large or too short.",
  judges: "A warning for each value that the node, the kernel, the batch system or the clock contradict.",
  thresholds: [],
  phase: "node",
  evaluate: (facts) => {
    const { features, featureLocations } = facts;
    if (featureLocations.machine?.usable !== true && featureLocations.job?.usable !== true)
      return skip("Machine/Job Features are not there");
    const number = (id: FeatureId): number | null => featureNumber(features, id);
    return [...counts(facts, number), ...amounts(facts, number), ...times(facts, number)];
  },
};

type Read = (id: FeatureId) => number | null;

function counts(facts: Facts, number: Read): readonly Finding[] {
  const total = number("machine.total_cpu");
  const allocated = number("job.allocated_cpu");
  const online = facts.cpus.online;
  const kernel = least(ofKind(facts.cpus.fences, "kernel"));
  const findings: Finding[] = [];
  if (total !== null && online !== null && total > online)
    findings.push(
      warning(`total_cpu is ${total}, and the node has ${online} CPUs`, `machine.total_cpu: ${total}`, fix),
    );
  if (total !== null && allocated !== null && allocated > total)
    findings.push(
      warning(`allocated_cpu is ${allocated}, more than total_cpu ${total}`, `job.allocated_cpu: ${allocated}`, fix),
    );
  // What not even the node has is told by grant-fits-node.
  const possible = allocated !== null && (online === null || allocated <= online);
  if (possible && kernel !== null && allocated > kernel.limit)
    findings.push(
      warning(
        `allocated_cpu is ${allocated}, and the kernel allows ${kernel.limit} CPUs`,
        `job.allocated_cpu: ${allocated}; ${kernel.from}: ${kernel.limit}`,
        fix,
      ),
    );
  return findings;
}

function amounts(facts: Facts, number: Read): readonly Finding[] {
  const findings: Finding[] = [];
  const memory = number("job.max_rss_bytes");
  const kernel = least(ofKind(facts.memory.fences, "kernel"));
  if (memory !== null && kernel !== null && memory / bytesOfMiB > kernel.limit * memoryTolerance)
    findings.push(
      warning(
        `max_rss_bytes is ${size(memory / bytesOfMiB)}, and the kernel allows ${size(kernel.limit)}`,
        `job.max_rss_bytes: ${memory}; ${kernel.from}: ${kernel.limit} MiB`,
        fix,
      ),
    );
  const scratch = number("job.scratch_limit_bytes");
  const total = facts.storage.scratch.totalMiB;
  if (scratch !== null && total !== null && scratch / bytesOfMiB > total)
    findings.push(
      warning(
        `scratch_limit_bytes is ${size(scratch / bytesOfMiB)}, and ${facts.storage.scratch.path} has ${size(total)} in all`,
        `job.scratch_limit_bytes: ${scratch}`,
        fix,
      ),
    );
  return findings;
}

function times(facts: Facts, number: Read): readonly Finding[] {
  const { now } = facts.clock;
  const findings: Finding[] = [];
  for (const id of ["machine.shutdowntime", "job.shutdowntime_job"] as const) {
    const at = number(id);
    if (at !== null && at <= now)
      findings.push(
        warning(
          `${id} was over ${duration(now - at)} ago and is ignored`,
          `${id}: ${at} (now ${Math.floor(now)})`,
          "Remove the shutdown time when the shutdown is over or called off.",
        ),
      );
  }
  const start = number("job.jobstart_secs");
  if (start !== null && start > now + clockTolerance)
    findings.push(
      warning(
        `jobstart_secs is ${duration(start - now)} in the future`,
        `job.jobstart_secs: ${start} (now ${Math.floor(now)})`,
        fix,
      ),
    );
  const wall = number("job.wall_limit_secs");
  const batch = least(
    jobsOf(facts).flatMap(({ system, ends }) => ends.map(({ at, from }) => ({ limit: at, from: `${system} ${from}` }))),
  );
  const begun = start ?? jobsOf(facts)[0]?.startAt ?? null;
  if (wall !== null && begun !== null && batch !== null && begun + wall > batch.limit + endTolerance)
    findings.push(
      warning(
        `wall_limit_secs ends ${duration(begun + wall - batch.limit)} after the batch system does`,
        `job.wall_limit_secs: ${wall} from ${begun}; ${batch.from}: ${batch.limit}`,
        fix,
      ),
    );
  return findings;
}
