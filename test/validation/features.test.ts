import { feature, now } from "./example-facts.ts";
import { describeFaults } from "./faults.ts";

const machine = (usable: boolean, reason: string) => ({
  featureLocations: { machine: { location: "/mf", usable, reason } },
});
const unusable = { featureLocations: { machine: null, job: null } };

describeFaults("mjf-locations", [
  {
    what: "a directory that is not there",
    with: machine(false, "it does not exist"),
    status: "warn",
    says: /MACHINEFEATURES leads nowhere/,
    fix: /HSF-TN-2016-02/,
  },
  { what: "a slash too many", with: machine(true, "a slash was dropped"), status: "pass", says: /slash/ },
  {
    what: "a server that was not recorded",
    with: {
      featureLocations: {
        machine: { location: "http://mf", usable: false, reason: "the network is not used on a recorded node" },
        job: null,
      },
    },
    status: "skip",
  },
  { what: "no variables", with: unusable, status: "skip" },
]);

describeFaults("mjf-values", [
  {
    what: "a value that is none",
    with: {
      features: { "job.grace_secs_job": { status: "invalid", value: null, raw: "8x5", reason: "it is no number" } },
    },
    status: "warn",
    says: /grace_secs_job is invalid/,
  },
  {
    what: "a source that fails now",
    with: { features: { "machine.hs06": { status: "stale", value: 9, raw: "9", reason: "HTTP 500" } } },
    status: "warn",
    says: /stale/,
  },
  {
    what: "a value that was corrected",
    with: { features: { "machine.hs06": { ...feature(9), reason: "leading zeros" } } },
    status: "pass",
    says: /leading zeros/,
  },
  {
    what: "an old key",
    with: { featureHints: [{ ...feature(4), scope: "job", key: "mem_limit_MB", hintFor: "job.max_rss_bytes" }] },
    status: "pass",
    says: /mem_limit_MB/,
  },
  { what: "no variables", with: unusable, status: "skip" },
]);

describeFaults("mjf-agrees", [
  {
    what: "more CPUs than the node has",
    with: { features: { "machine.total_cpu": feature(65) } },
    status: "warn",
    says: /total_cpu is 65, and the node has 64/,
  },
  {
    what: "more than all",
    with: { features: { "machine.total_cpu": feature(4) } },
    status: "warn",
    says: /more than total_cpu 4/,
  },
  {
    what: "more than the kernel allows",
    with: { features: { "job.allocated_cpu": feature(16) } },
    status: "warn",
    says: /kernel allows 8/,
  },
  {
    what: "bytes for kilobytes",
    with: { features: { "job.max_rss_bytes": feature(16_000 * 1024 ** 3) } },
    status: "warn",
    says: /max_rss_bytes/,
  },
  {
    what: "more scratch than the disk",
    with: { features: { "job.scratch_limit_bytes": feature(1024 ** 5) } },
    status: "warn",
    says: /scratch_limit_bytes/,
  },
  {
    what: "a shutdown that was never taken back",
    with: { features: { "machine.shutdowntime": feature(now - 3600) } },
    status: "warn",
    says: /over 1 h ago/,
    fix: /Remove/,
  },
  {
    what: "a start in the future",
    with: { features: { "job.jobstart_secs": feature(now + 3600) } },
    status: "warn",
    says: /1 h in the future/,
  },
  {
    what: "an end after the batch system's",
    with: { features: { "job.wall_limit_secs": feature(200_000) } },
    status: "warn",
    says: /after the batch system/,
  },
  { what: "no variables", with: unusable, status: "skip" },
]);
