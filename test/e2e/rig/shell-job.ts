// Jobs that are a line of shell, for the glideins of one site.
import type { JobId, Pool, WorkerNode } from "../../bed/index.ts";
import { patience, waitFor } from "../../bed/wait.ts";

/** A submit description; HTCondor doubles quotes inside quotes, and takes $( for a macro of its own. */
export function shellJob(script: string, site: string): string {
  const quoted = script.replaceAll("'", "''").replaceAll('"', '""');
  return `executable = /bin/sh
transfer_executable = false
arguments = "-c '${quoted}'"
output = job.out
error = job.err
log = job.log
request_cpus = 1
request_memory = 64
request_disk = 1024
should_transfer_files = yes
when_to_transfer_output = on_exit
requirements = TARGET.GLIDEIN_Site =?= "${site}"
queue
`;
}

/** Deaf to every polite signal, twice away from its parent, in a session and an environment of its own. */
export const escapedProcess =
  '(setsid env -i /bin/sh -c "trap : TERM INT HUP QUIT; while :; do sleep 1; done" </dev/null >/dev/null 2>&1 &)';

export async function submitOne(pool: Pool, description: string): Promise<JobId> {
  const { jobs } = await pool.submit(description);
  const [job] = jobs;
  if (job === undefined) throw new Error("nothing was submitted");
  return job;
}

/**
 * A job of the node that has begun: the access point says so before its starter is there, and what is done to HTCondor in
 * between is done to a node without a job.
 */
export async function startedJob(pool: Pool, node: WorkerNode, script: string): Promise<JobId> {
  const job = await submitOne(pool, shellJob(script, node.name));
  await waitForStatus(pool, job, "running");
  await waitFor(`a process of job ${job.cluster} on ${node.name}`, patience, () => hasJobProcess(node));
  return job;
}

function hasJobProcess(node: WorkerNode): true | undefined {
  const all = node.processes("pilot");
  const starters = new Set(all.flatMap(({ command, pid }) => (isStarter(command) ? [pid] : [])));
  return all.some(({ command, parent }) => starters.has(parent) && !isStarter(command)) ? true : undefined;
}

const isStarter = (command: string): boolean => /^(?:\/\S*\/)?condor_starter(?: |$)/u.test(command);

export const removeJobs = (pool: Pool, site: string): Promise<unknown> =>
  pool.exec(["condor_rm", "-constraint", `regexp("${site}[^0-9]", unparse(Requirements))`]);

const statuses: Readonly<Record<number, string>> = { 1: "idle", 2: "running", 3: "removed", 4: "completed", 5: "held" };

export async function jobStatus(pool: Pool, job: JobId): Promise<string> {
  const [ad] = await pool.queue(job);
  return statuses[Number(ad?.["JobStatus"])] ?? "gone";
}

export const waitForStatus = (pool: Pool, job: JobId, status: string, limitMs = patience): Promise<true> =>
  waitFor(`job ${job.cluster} to be ${status}`, limitMs, async () =>
    (await jobStatus(pool, job)) === status ? true : undefined,
  );
