import type { Host } from "../../host/host.ts";
import type { Unknown } from "../../model/facts/fence.ts";
import type { Allocation } from "../../model/launch.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { parseFluxJobId } from "../../parse/batch/flux.ts";
import { parseHostList } from "../../parse/batch/host-list.ts";
import { parseLabel } from "../../parse/batch/label.ts";
import { type HostShare, parseHostCountPairs, parseSlotPerWord } from "../../parse/batch/node-file.ts";
import { parsePbsJobId } from "../../parse/batch/pbs-job-id.ts";
import { parseWholeNumber } from "../../parse/batch/whole-number.ts";
import { parseHostWords } from "../../parse/launch/host-words.ts";
import { ask } from "../batch/ask.ts";
import { slurmComponents } from "../batch/slurm-components.ts";
import { type Variables, variablesOf } from "../batch/variables.ts";

/** The files of hosts of the largest machines stay below this. */
const longest = 4_194_304;
const parseCount = (text: string): Result<number, string> => parseWholeNumber(text, 1, 100_000);
const parseId = (text: string): Result<string, string> =>
  /^[0-9]{1,10}$/u.test(text) ? ok(text) : err("expected a job id");

interface Looking {
  readonly host: Host;
  readonly variables: Variables;
  readonly unknown: readonly Unknown[];
}

/**
 * The nodes of the batch job that we are in, as the batch system lists them; null: no batch system says that we are in
 * one. Unlike for what a node grants, the shell of an interactive allocation on a submit host counts.
 */
export async function probeAllocation(host: Host): Promise<Result<Allocation | null, string>> {
  const unknown: Unknown[] = [];
  const looking: Looking = { host, variables: variablesOf(host.env, unknown), unknown };
  for (const look of [flux, slurm, pbs, lsf, sge]) {
    const found = await look(looking);
    if (found !== null) return found;
  }
  return ok(null);
}

type Found = Result<Allocation, string> | null;

/** Hosts that somebody gave: a list, or a file of them. */
export async function givenHosts(host: Host, given: string): Promise<Result<Allocation, string>> {
  const file = await host.readText(given, longest);
  const from = file.ok ? given : "--hosts";
  const parsed = parseHostWords(file.ok ? file.value : given);
  if (!parsed.ok)
    return err(file.ok || !given.includes("/") ? parsed.error : `the file cannot be read: ${file.error.what}`);
  const { hosts, duplicates } = parsed.value;
  const notes = duplicates.length === 0 ? [] : [`named more than once and counted once: ${shortened(duplicates)}`];
  return ok({ system: "hosts", jobId: null, hosts, nodes: hosts.length, components: null, from, notes });
}

const shortened = (names: readonly string[]): string =>
  names.length <= 8 ? names.join(", ") : `${names.slice(0, 8).join(", ")} and ${names.length - 8} more`;

function slurm({ variables, unknown }: Looking): Promise<Found> {
  if (!variables.has("SLURM_JOB_ID")) return Promise.resolve(null);
  const jobId = variables.read("SLURM_JOB_ID", parseId);
  const parts = slurmComponents(variables, parseCount);
  const first = parts.find(({ nodes }) => nodes === null);
  if (jobId === null || first !== undefined)
    return Promise.resolve(
      unknown.length === 0
        ? err(
            `SLURM_JOB_ID is set, and neither SLURM_JOB_NODELIST${first?.suffix ?? ""} nor SLURM_JOB_NUM_NODES${first?.suffix ?? ""}`,
          )
        : broken("Slurm", unknown),
    );
  const sizes = parts.map(({ nodes }) => nodes ?? 0);
  const notes = parts.flatMap(({ hosts, nodes, suffix }) =>
    hosts !== null && hosts.length !== nodes
      ? [`SLURM_JOB_NODELIST${suffix} names ${hosts.length} nodes, SLURM_JOB_NUM_NODES${suffix} says ${nodes}`]
      : [],
  );
  const agree = notes.length === 0 && parts.every(({ hosts }) => hosts !== null);
  return found({
    ...{ system: "slurm", jobId, from: "SLURM_JOB_NODELIST", notes },
    hosts: agree ? parts.flatMap(({ hosts }) => hosts ?? []) : null,
    nodes: sizes.reduce((sum, size) => sum + size, 0),
    components: parts.length < 2 ? null : sizes,
  });
}

async function pbs(looking: Looking): Promise<Found> {
  const { variables, unknown } = looking;
  if (!variables.has("PBS_JOBID") || !variables.has("PBS_NODEFILE")) return null;
  const jobId = variables.read("PBS_JOBID", parsePbsJobId);
  const shares = await sharesIn(looking, "PBS_NODEFILE", parseSlotPerWord);
  if (!shares.ok) return shares;
  return jobId === null ? broken("PBS", unknown) : listed("pbs", jobId, shares.value, "PBS_NODEFILE");
}

async function lsf(looking: Looking): Promise<Found> {
  const { variables, unknown } = looking;
  if (!variables.has("LSB_JOBID")) return null;
  const jobId = variables.read("LSB_JOBID", parseId);
  const shares = variables.read("LSB_MCPU_HOSTS", parseHostCountPairs) ?? variables.read("LSB_HOSTS", parseSlotPerWord);
  if (jobId === null) return broken("LSF", unknown);
  if (shares !== null) return listed("lsf", jobId, shares, "LSB_MCPU_HOSTS");
  const file = await sharesIn(looking, "LSB_DJOB_HOSTFILE", parseSlotPerWord);
  return file.ok ? listed("lsf", jobId, file.value, "LSB_DJOB_HOSTFILE") : file;
}

async function sge(looking: Looking): Promise<Found> {
  const { variables, unknown } = looking;
  if (!variables.has("JOB_ID") || !variables.has("SGE_ROOT") || !variables.has("PE_HOSTFILE")) return null;
  const jobId = variables.read("JOB_ID", parseId);
  const shares = await sharesIn(looking, "PE_HOSTFILE", (text) =>
    parseSlotPerWord(
      text
        .split("\n")
        .map((line) => line.split(/\s+/u)[0] ?? "")
        .join("\n"),
    ),
  );
  if (!shares.ok) return shares;
  return jobId === null ? broken("SGE", unknown) : listed("sge", jobId, shares.value, "PE_HOSTFILE");
}

async function flux({ host, variables }: Looking): Promise<Found> {
  if (!variables.has("FLUX_URI")) return null;
  const jobId =
    variables.read("FLUX_ENCLOSING_ID", parseFluxJobId) ?? variables.read("FLUX_JOB_ID", parseFluxJobId) ?? null;
  const answer = await ask(host, ["flux", "resource", "list", "-s", "up", "-n", "-o", "{nnodes} {nodelist}"]);
  if (!answer.ok) return err(`Flux was asked for its nodes: ${answer.why}`);
  const [count = "", list = ""] = answer.text.trim().split(/\s+/u);
  const nodes = parseCount(count);
  if (!nodes.ok) return err(`flux resource list: ${nodes.error}`);
  const hosts = parseHostList(list);
  return found({
    ...{ system: "flux", jobId, nodes: nodes.value, components: null, from: "flux resource list", notes: [] },
    hosts: hosts.ok && hosts.value.length === nodes.value ? hosts.value : null,
  });
}

async function sharesIn(
  { host, variables, unknown }: Looking,
  name: string,
  parse: (text: string) => Result<readonly HostShare[], string>,
): Promise<Result<readonly HostShare[], string>> {
  const path = variables.read(name, parseLabel);
  if (path === null) return err(unknown.at(-1)?.why ?? `${name} is not set`);
  const text = await host.readText(path, longest);
  if (!text.ok) return err(`${name}: ${path}: ${text.error.what}`);
  const parsed = parse(text.value);
  return parsed.ok ? parsed : err(`${name}: ${path}: ${parsed.error}`);
}

/** Batch systems repeat a host once for each slot; short and full names of one host are one. */
function listed(
  system: Allocation["system"],
  jobId: string,
  shares: readonly HostShare[],
  from: string,
): Result<Allocation, string> {
  const words = parseHostWords(shares.map(({ host }) => host).join("\n"));
  if (!words.ok) return words;
  const { hosts } = words.value;
  return ok({ system, jobId, hosts, nodes: hosts.length, components: null, from, notes: [] });
}

const found = (allocation: Allocation): Promise<Found> => Promise.resolve(ok(allocation));

const broken = (system: string, unknown: readonly Unknown[]): Result<never, string> =>
  err(`the variables of ${system} cannot be used: ${unknown.map(({ what, why }) => `${what}: ${why}`).join("; ")}`);
