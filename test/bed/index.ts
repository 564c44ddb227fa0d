// The bed's interface. README.md shows its use.

export type { Bed, BedOptions } from "./bed.ts";
export { ensureBed } from "./bed.ts";
export type { Completed } from "./command.ts";
export type { ExecOptions, Machine, RunningProgram, SpawnOptions } from "./machine.ts";
export { standardPath } from "./machine.ts";
export { moduleSystems, modulesRoot } from "./modules-root.ts";
export type { Network } from "./network.ts";
export { domain } from "./network.ts";
export type { Pool, PoolOptions, TokenOptions } from "./pool.ts";
export { startPool } from "./pool.ts";
export { glideinIdentity } from "./pool-config.ts";
export type { Ad, JobId } from "./pool-output.ts";
export type { BedProcess } from "./process-table.ts";
export { alice, imageMarker, imagePath, pilot } from "./recipe.ts";
export type { SlurmCluster, SlurmNodeOptions, SlurmOptions } from "./slurm.ts";
export { startSlurm } from "./slurm.ts";
export { slurmCluster, slurmPartition } from "./slurm-config.ts";
export { squashfuse, squashfusePath } from "./squashfuse.ts";
export type { Mount } from "./start-machine.ts";
export { starterDirectory, starterSuid } from "./starter-suid.ts";
export type { CondorTarball } from "./tarball.ts";
export { condorTarball } from "./tarball.ts";
export { patience, waitFor } from "./wait.ts";
export type { WorkerNode, WorkerNodeOptions } from "./worker-node.ts";
export { scratchPath, startWorkerNode } from "./worker-node.ts";
