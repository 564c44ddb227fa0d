type Environment = Readonly<Record<string, string>>;

/**
 * Variables of the whole job, true on each of its nodes; a task that is started by ssh, or by PBS with its short
 * environment, has them not. What is one node's own stays on that node.
 */
const wholeJob: readonly (readonly [id: string, names: RegExp])[] = [
  [
    "SLURM_JOB_ID",
    /^SLURM_(?:CONF|CLUSTER_NAME|JOB_(?:ID|NAME|NODELIST|NUM_NODES|PARTITION|ACCOUNT|QOS|START_TIME|END_TIME|CPUS_PER_NODE|USER|UID)|JOBID|NODELIST|NNODES|ARRAY_(?:JOB|TASK)_ID|RESTART_COUNT|SUBMIT_HOST|MEM_PER_(?:NODE|CPU|GPU)|JOB_SLUID|HET_SIZE|PACK_SIZE|HET_JOB_ID)(?:_(?:HET|PACK)_GROUP_[0-9]+)?$/u,
  ],
  [
    "PBS_JOBID",
    /^PBS_(?:JOBID|JOBNAME|JOBCOOKIE|QUEUE|ACCOUNT|ENVIRONMENT|VERSION|WALLTIME|NUM_NODES|NUM_PPN|NP|ARRAY_INDEX|ARRAYID|O_HOST|O_WORKDIR|NODEFILE)$/u,
  ],
  [
    "LSB_JOBID",
    /^LSB_(?:JOBID|JOBINDEX|JOBNAME|QUEUE|PROJECT_NAME|MCPU_HOSTS|HOSTS|DJOB_NUMPROC|DJOB_HOSTFILE|BATCH_JID|EXEC_CLUSTER)$/u,
  ],
  ["JOB_ID", /^(?:JOB_ID|JOB_NAME|QUEUE|SGE_(?:ROOT|CELL|CLUSTER_NAME|TASK_ID|ACCOUNT)|NHOSTS|NSLOTS|PE|RESTARTED)$/u],
  ["FLUX_JOB_ID", /^FLUX_(?:JOB_ID|JOB_NNODES|JOB_SIZE|URI|ENCLOSING_ID)$/u],
];

export const jobVariables = (env: Environment): Environment =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => wholeJob.some(([id, names]) => Object.hasOwn(env, id) && names.test(name))),
  );

/** A step that is to have all the memory of the job is not told how much that is: `srun` takes one of two words for it only. */
const keptFromSteps = /^SLURM_MEM_PER_(?:NODE|CPU|GPU)(?:_(?:HET|PACK)_GROUP_[0-9]+)?$/u;

/** The task's own environment, with what is known of the job where it says nothing of it. */
export function withJobVariables(own: Environment, job: Environment): Environment {
  const missing = wholeJob.filter(([id]) => !Object.hasOwn(own, id) && Object.hasOwn(job, id));
  const isStep = own["SLURM_JOB_ID"] !== undefined && own["SLURM_JOB_ID"] === job["SLURM_JOB_ID"];
  const added = Object.entries(job).filter(
    ([name]) =>
      !Object.hasOwn(own, name) &&
      (missing.some(([, names]) => names.test(name)) || (isStep && keptFromSteps.test(name))),
  );
  return { ...Object.fromEntries(added), ...own };
}
