// Slurm's configuration: a cluster as it would be anywhere, only impatient.

export interface SlurmNodeSize {
  readonly cpus: number;
  readonly memoryMiB: number;
}

export interface SlurmLayout {
  readonly head: string;
  readonly nodes: readonly string[];
  readonly size: SlurmNodeSize;
  /** more lines, read last */
  readonly extra: string;
}

export const slurmCluster = "lab";
export const slurmPartition = "batch";

export function slurmConfig({ head, nodes, size, extra }: SlurmLayout): string {
  return `ClusterName=${slurmCluster}
SlurmctldHost=${head}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
StateSaveLocation=/var/spool/slurm/ctld
SlurmdSpoolDir=/var/spool/slurm/d
SlurmctldPidFile=/run/slurmctld.pid
SlurmdPidFile=/run/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
# A node may say that it is larger than this machine.
SlurmdParameters=config_overrides
ReturnToService=2
MpiDefault=none
# Tests wait for these.
KillWait=5
SlurmdTimeout=10
SchedulerParameters=sched_interval=2,batch_sched_delay=0,sched_min_interval=0,bf_interval=1
MinJobAge=600
NodeName=${nodes.join(",")} CPUs=${String(size.cpus)} RealMemory=${String(size.memoryMiB)} State=UNKNOWN
PartitionName=${slurmPartition} Nodes=${nodes.join(",")} Default=YES MaxTime=INFINITE DefaultTime=60 OverSubscribe=NO State=UP
${extra}
`;
}
