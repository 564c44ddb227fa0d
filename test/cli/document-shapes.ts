// The documents that others rely on, key by key, written from the published shapes and not from our types.
import {
  anything,
  dictionary,
  either,
  list,
  type Misfit,
  nullable,
  number,
  object,
  text,
  truth,
  word,
} from "../../src/parse/shape.ts";

type Check = (value: unknown, place: string) => Misfit | null;
const keys = (of: Readonly<Record<string, Check>>) => object<Record<string, unknown>>(of);

const featureIds = [
  ...["total_cpu", "hs06", "shutdowntime", "grace_secs"].map((key) => `machine.${key}`),
  ...["allocated_cpu", "hs06_job", "shutdowntime_job", "grace_secs_job", "jobstart_secs", "job_id"],
  ...["wall_limit_secs", "cpu_limit_secs", "max_rss_bytes", "max_swap_bytes", "scratch_limit_bytes"],
].map((id) => (id.startsWith("machine.") ? id : `job.${id}`));
const feature = keys({
  status: word("ok", "missing", "invalid", "stale", "unavailable"),
  value: nullable(either(number, text)),
  raw: nullable(text),
  reason: text,
});

export const factsDocument = keys({
  schema: word("glidein.facts/1"),
  clock: keys({ now: number, bootTime: nullable(number) }),
  features: keys(Object.fromEntries(featureIds.map((id) => [id, feature]))),
  cpus: keys({}),
  memory: keys({}),
  storage: keys({}),
  gpus: keys({}),
  batch: keys({ system: text, jobId: nullable(text) }),
  container: keys({}),
  credentials: list(
    keys({
      kind: word("x509-proxy", "scitoken", "idtoken"),
      path: text,
      expiresAt: nullable(number),
      limits: list(keys({ what: text, at: number })),
    }),
  ),
  cvmfs: keys({}),
  network: keys({}),
  user: keys({}),
});

const amounts = { cpus: number, memoryMiB: number, diskMiB: nullable(number), gpus: number };

const attribute: Check = (value, place): Misfit | null => {
  const form = keys({
    value: either(either(number, text), truth),
    type: word("integer", "real", "string", "boolean", "expression"),
    published: truth,
    source: keys({ kind: text }),
  })(value, place);
  if (form !== null) return form;
  const { value: given, type } = value as { value: unknown; type: string };
  const kinds: Readonly<Record<string, string>> = { integer: "number", real: "number", boolean: "boolean" };
  if (typeof given !== (kinds[type] ?? "string"))
    return { place: `${place}.value`, expected: `a value of type ${type}` };
  return type === "integer" && !Number.isSafeInteger(given) ? { place, expected: "a whole number" } : null;
};

export const planDocument = keys({
  schema: word("glidein.plan/1"),
  verdict: keys({ decision: word("proceed", "degrade", "refuse"), because: list(text) }),
  resources: keys({
    ...amounts,
    fences: list(keys({ resource: word("cpus", "memory", "disk", "gpus"), limit: number, from: text, binding: truth })),
  }),
  slots: list(keys({ type: number, count: number, partitionable: truth, ...amounts, extra: dictionary(number) })),
  lifetime: keys({
    startedAt: number,
    retireAt: number,
    dieAt: number,
    endAt: nullable(number),
    jobMaxSeconds: number,
    winner: text,
    budget: list(keys({ id: text, at: number, from: text })),
  }),
  container: keys({
    policy: text,
    mode: word("none", "privileged", "unprivileged"),
    path: nullable(text),
    version: nullable(text),
    because: text,
    tried: list(keys({ path: text, outcome: text, fix: text })),
  }),
  attributes: dictionary(attribute),
  condorConfig: text,
});

export const validationDocument = keys({
  schema: word("glidein.validation/1"),
  verdict: word("pass", "degraded", "fail"),
  checks: list(
    keys({
      id: text,
      title: text,
      status: word("pass", "warn", "fail", "skip"),
      findings: list(
        keys({ severity: word("error", "warning", "info"), message: text, evidence: anything, fix: text }),
      ),
    }),
  ),
});
