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
