import type { Node } from "./node.ts";
import { stat } from "./node.ts";

const v1 = (name: string, path: string) => `4:${name}:${path}\n`;

/** Booted at 1795400000; the job's shell (process 100, child of the daemon) started 1000 s later. */
const processes = (daemon: string) => ({
  "/proc/stat": "cpu 1 2 3\nbtime 1795400000\n",
  "/proc/self/stat": stat(120, "glidein", 100, 100_500, 100),
  "/proc/100/stat": stat(100, "bash", 90, 100_000),
  "/proc/90/stat": stat(90, daemon, 1, 99_900),
  "/proc/1/stat": stat(1, "systemd", 0, 10),
});

export const slurmBatch: Node = {
  hostname: "n1",
  env: {
    SLURM_JOB_ID: "1",
    SLURM_JOB_NUM_NODES: "2",
    SLURM_NODEID: "0",
    SLURMD_NODENAME: "n1",
    SLURM_JOB_NODELIST: "n[1-2]",
    SLURM_CPUS_ON_NODE: "4",
    SLURM_CPUS_PER_TASK: "2",
    SLURM_JOB_CPUS_PER_NODE: "4(x2)",
    SLURM_TASKS_PER_NODE: "2(x2)",
    SLURM_NTASKS: "4",
    SLURM_MEM_PER_NODE: "500",
    SLURM_JOB_START_TIME: "1795402626",
    SLURM_JOB_END_TIME: "1795403226",
    SLURM_JOB_PARTITION: "batch",
    SLURM_JOB_ACCOUNT: "physics",
    SLURM_CLUSTER_NAME: "lab",
    TMPDIR: "/tmp",
    ENVIRONMENT: "BATCH",
  },
  files: { "/proc/self/cgroup": "0::/system.slice/slurmstepd.scope/job_1/step_batch/user/task_0\n" },
};

export const slurmStep: Node = {
  ...slurmBatch,
  hostname: "n2",
  env: {
    ...slurmBatch.env,
    SLURM_STEP_ID: "0",
    SLURM_STEPID: "0",
    SLURM_PROCID: "3",
    SLURM_LOCALID: "1",
    SLURM_NODEID: "1",
    SLURMD_NODENAME: "n2",
    SLURM_GTIDS: "2,3",
    SLURM_STEP_NODELIST: "n[1-2]",
    SLURM_STEP_NUM_TASKS: "4",
  },
  files: { "/proc/self/cgroup": "0::/system.slice/slurmstepd.scope/job_1/step_0/user/task_3\n" },
};

export const slurmOld: Node = {
  hostname: "n1",
  env: {
    SLURM_JOB_ID: "2",
    SLURM_CPUS_ON_NODE: "2",
    SLURM_JOB_CPUS_PER_NODE: "2",
    SLURM_MEM_PER_NODE: "300",
    SLURM_WORKING_CLUSTER: "lab:127.0.0.1:26817:9728:109",
  },
  files: {
    "/proc/self/cgroup": `${v1("memory", "/slurm_n1/uid_5001/job_2/step_batch/task_0")}${v1("cpuset", "/slurm_n1/uid_5001/job_2/step_batch")}0::/\n`,
  },
  commands: { squeue: "2026-11-23T03:07:06|9:59|10:00|2026-11-23T02:57:06\n" },
};

export const slurmEndless: Node = {
  env: {
    SLURM_JOB_ID: "6",
    SLURM_CPUS_ON_NODE: "4",
    SLURM_JOB_CPUS_PER_NODE: "4",
    SLURM_JOB_START_TIME: "1795403056",
    SLURM_JOB_END_TIME: "1826939056",
  },
  files: { "/proc/self/cgroup": "0::/\n" },
  now: 1_795_403_100,
  commands: { squeue: "NONE|UNLIMITED|UNLIMITED|2026-11-23T03:04:16\n" },
};

export const arcOnSlurm: Node = {
  env: {
    SLURM_EXPORT_ENV: "NONE",
    SLURM_GET_USER_ENV: "1",
    SLURM_ARRAY_JOB_ID: "3",
    SLURM_ARRAY_TASK_ID: "3",
    SLURM_JOB_ID: "4",
    SLURM_RESTART_COUNT: "1",
    SLURM_MEM_PER_CPU: "300",
    SLURM_CPUS_ON_NODE: "2",
    SLURM_JOB_START_TIME: "1795402626",
    SLURM_JOB_END_TIME: "1795406226",
    GRID_GLOBAL_JOBID: "gsiftp://ce:2811/jobs/x",
  },
  commands: { squeue: "2026-11-23T03:07:06|10:00|11:14|2026-11-23T02:57:06\n" },
};

export const openPbs: Node = {
  hostname: "node1.example.org",
  env: {
    PBS_JOBID: "1234[7].pbs",
    PBS_ARRAY_INDEX: "7",
    PBS_JOBCOOKIE: "0123456789ABCDEF",
    PBS_NODENUM: "0",
    PBS_TASKNUM: "1",
    NCPUS: "8",
    OMP_NUM_THREADS: "8",
    PBS_NODEFILE: "/var/spool/pbs/aux/1234[7].pbs",
    PBS_ENVIRONMENT: "PBS_BATCH",
    PBS_QUEUE: "workq",
    TMPDIR: "/var/tmp/pbs.1234[7].pbs.x8z",
  },
  files: {
    "/var/spool/pbs/aux/1234[7].pbs": "node1\nnode2\n",
    "/proc/self/cgroup": v1("memory", "/pbs_jobs.service/jobid/1234[7].pbs"),
  },
  directories: ["/var/tmp/pbs.1234[7].pbs.x8z"],
  commands: {
    qstat: JSON.stringify({
      timestamp: 1_795_402_700,
      Jobs: {
        "1234[7].pbs": {
          stime: "Mon Nov 23 02:57:06 2026",
          run_count: 1,
          exec_host: "node1/0*8+node2/0*8",
          exec_vnode: "(node1:ncpus=8:mem=16777216kb)+(node2:ncpus=8:mem=16777216kb)",
          Resource_List: { walltime: "100:00:00", mem: "32gb", ncpus: 16 },
          Variable_List: { SECRET: "hunter2" },
        },
      },
    }),
  },
};

export const torque: Node = {
  hostname: "t1",
  env: {
    PBS_JOBID: "77.t",
    PBS_VERSION: "TORQUE-6.1.3",
    PBS_NUM_PPN: "4",
    PBS_NP: "4",
    PBS_WALLTIME: "7200",
    PBS_NODEFILE: "/var/spool/torque/aux/77.t",
    JOB_ID: "999",
    SLURM_CONF: "/etc/slurm.conf",
    NSLOTS: "64",
  },
  files: { "/var/spool/torque/aux/77.t": "t1\nt1\nt1\nt1\n", ...processes("pbs_mom") },
};

export const lsf: Node = {
  hostname: "a",
  env: {
    LSB_JOBID: "322",
    LSB_JOBINDEX: "0",
    LSB_QUEUE: "q",
    LSB_HOSTS: "a a b b",
    LSB_MCPU_HOSTS: "a 2 b 2",
    LSB_DJOB_NUMPROC: "4",
    LSB_DJOB_HOSTFILE: "/home/u/.lsbatch/322.hostfile",
  },
  commands: { bjobs: "Nov 23 02:57|Nov 23 03:57 L|74 second(s)|0:58 L|3.0/hostA|4 G\n" },
};

export const sge: Node = {
  hostname: "a.example.org",
  env: {
    JOB_ID: "55",
    SGE_TASK_ID: "undefined",
    NSLOTS: "8",
    NHOSTS: "2",
    PE: "mpi",
    PE_HOSTFILE: "/var/spool/sge/a/active_jobs/55.1/pe_hostfile",
    ENVIRONMENT: "BATCH",
    ARC: "lx-amd64",
    SGE_ROOT: "/opt/sge",
    RESTARTED: "0",
    QUEUE: "all.q",
    TMPDIR: "/tmp/55.1.all.q",
  },
  files: {
    "/var/spool/sge/a/active_jobs/55.1/pe_hostfile": "a 5 all.q@a UNDEFINED\nb 3 all.q@b UNDEFINED\n",
    "/var/spool/sge/a/active_jobs/55.1/config": "job_id=55\nh_rt=86400\ns_rt=4294967295\nnotify=0\n",
    "/proc/self/limits":
      "Limit                     Soft Limit           Hard Limit           Units     \nMax address space         17179869184          17179869184          bytes     \n",
    ...processes("sge_shepherd-55"),
  },
  directories: ["/tmp/55.1.all.q"],
};

export const condorInPod: Node = {
  hostname: "pilot-0",
  now: 1_795_401_200,
  env: {
    KUBERNETES_SERVICE_HOST: "10.96.0.1",
    HOSTNAME: "pilot-0",
    _CONDOR_JOB_AD: "/scratch/.job.ad",
    _CONDOR_MACHINE_AD: "/scratch/.machine.ad",
    _CONDOR_SCRATCH_DIR: "/scratch",
    OMP_NUM_THREADS: "2",
  },
  files: {
    "/scratch/.job.ad":
      'ClusterId = 12\nProcId = 3\nGlobalJobId = "ap#12.3#1795400900"\nAllowedJobDuration = 43200\nEnvironment = "PASSWORD=hunter2"\n',
    "/scratch/.machine.ad":
      'Name = "slot1_1@node"\nMachine = "node"\nCpus = 2\nMemory = 4096\nDisk = 2048000\nMachineMaxVacateTime = 10 * 60\n',
    "/proc/self/cgroup": "0::/\n",
    ...processes("condor_starter"),
  },
};
