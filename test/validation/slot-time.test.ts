import type { BatchJob } from "../../src/model/facts/batch.ts";
import type { CredentialFact, CredentialProblem } from "../../src/model/facts/credential.ts";
import { feature, healthy, now, slurmJob, token } from "./example-facts.ts";
import { describeFaults } from "./faults.ts";

const problem = (code: string, severity: CredentialProblem["severity"] = "error"): CredentialProblem => ({
  code,
  severity,
  message: `it is ${code}`,
  fix: "Get a new credential.",
});
const credential = (more: Partial<CredentialFact>): CredentialFact => ({ ...token, ...more });
const broken = credential({ problems: [problem("expired")] });

describeFaults("credentials-valid", [
  {
    what: "a token that is over",
    with: { credentials: [broken] },
    status: "fail",
    says: /idtoken \/home\/pilot\/token: it is expired/,
  },
  {
    what: "one that is over beside a good one",
    with: { credentials: [broken, credential({ path: "/other" })] },
    status: "warn",
  },
  {
    what: "VOMS attributes that are over",
    with: { credentials: [credential({ kind: "x509-proxy", problems: [problem("voms-expired")] })] },
    status: "warn",
  },
  {
    what: "a small fault",
    with: { credentials: [credential({ problems: [problem("too-open", "warning")] })] },
    status: "warn",
  },
  {
    what: "an old proxy that merely lies in /tmp",
    with: { credentials: [{ ...broken, standing: "ambient" }] },
    status: "pass",
    says: /expired/,
  },
  { what: "none", with: { credentials: [] }, status: "skip" },
]);

describeFaults("credential-lifetime", [
  {
    what: "an hour left",
    with: { credentials: [credential({ expiresAt: now + 3600 })] },
    status: "warn",
    says: /ends in 1 h; 6 h are wanted/,
    fix: /Renew/,
  },
  {
    what: "one that is over, which another check tells",
    with: { credentials: [credential({ expiresAt: now - 1 })] },
    status: "pass",
  },
  {
    what: "a short proxy whose end is to be ignored",
    with: { credentials: [credential({ kind: "x509-proxy", expiresAt: now + 3600 })] },
    settings: { GLIDEIN_Ignore_X509_Duration: "true" },
    status: "pass",
  },
  {
    what: "one that is too short to be ignored",
    with: { credentials: [credential({ kind: "x509-proxy", expiresAt: now + 600 })] },
    settings: { GLIDEIN_Ignore_X509_Duration: "true" },
    status: "warn",
    says: /10 min; 15 min/,
  },
  { what: "one without an end", with: { credentials: [credential({ expiresAt: null })] }, status: "skip" },
]);

const job = (more: Partial<BatchJob>) => ({ batch: { jobs: [{ ...slurmJob, ...more }] } });
const noFeatures = {
  features: { "job.wall_limit_secs": { status: "missing", value: null, raw: null, reason: "" } },
} as const;

describeFaults("wall-time", [
  {
    what: "ten minutes left",
    with: job({ ends: [{ at: now + 600, from: "SLURM_JOB_END_TIME" }] }),
    status: "warn",
    says: /ends in 10 min; the VO's jobs take 30 min/,
  },
  {
    what: "over already",
    with: job({ ends: [{ at: now - 60, from: "x" }] }),
    status: "warn",
    says: /over since 1 min/,
  },
  {
    what: "a shutdown of the node",
    with: { features: { "machine.shutdowntime": feature(now + 100) } },
    status: "warn",
    says: /1 min 40 s/,
  },
  { what: "a short entry", with: {}, settings: { GLIDEIN_Max_Walltime: "900" }, status: "warn" },
  {
    what: "long jobs of the VO",
    with: {},
    settings: { GLIDEIN_Check_Wall_Time: "2d" },
    status: "warn",
    says: /2 d at least/,
  },
  { what: "nothing that ends it", with: { ...job({ ends: [] }), ...noFeatures }, status: "skip" },
]);

describeFaults("batch-identity", [
  {
    what: "variables of another job",
    with: job({ standing: "contradicted", evidence: ["the node list names another node"] }),
    status: "warn",
    says: /slurm job 42, and it is not/,
    fix: /clean environment/,
  },
  {
    what: "two sources that differ",
    with: { batch: { disagreements: [{ what: "CPUs", why: "8 and 4" }] } },
    status: "warn",
    says: /about CPUs: 8 and 4/,
  },
  {
    what: "a controller that does not answer",
    with: { batch: { unknown: [{ what: "scontrol", why: "timed out" }] } },
    status: "pass",
    says: /scontrol/,
  },
  { what: "no batch job", with: { batch: { jobs: [] } }, status: "skip" },
]);

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

const cgroup = healthy.system.cgroup;
describeFaults("cgroup-delegation", [
  {
    what: "a group that is not ours",
    with: { system: { cgroup: { ...cgroup, delegated: false } } },
    status: "pass",
    says: /may not be divided/,
    fix: /Delegate=yes/,
  },
  { what: "version 1", with: { system: { cgroup: { ...cgroup, layout: "v1" } } }, status: "pass", says: /v1/ },
  {
    what: "nothing known about the right",
    with: { system: { cgroup: { ...cgroup, delegated: null } } },
    status: "skip",
  },
]);
