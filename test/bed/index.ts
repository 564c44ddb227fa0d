// The bed's interface. README.md shows its use.
export { ensureBed } from './bed.ts';
export type { Bed, BedOptions } from './bed.ts';
export type { Completed } from './command.ts';
export { standardPath } from './machine.ts';
export type { ExecOptions, Machine, RunningProgram, SpawnOptions } from './machine.ts';
export { domain } from './network.ts';
export type { Network } from './network.ts';
export { startPool } from './pool.ts';
export type { Ad, JobId, Pool, PoolOptions, TokenOptions } from './pool.ts';
export { gliderIdentity } from './pool-config.ts';
export type { BedProcess } from './process-table.ts';
export { alice, imageMarker, imagePath, pilot } from './recipe.ts';
export type { Mount } from './start-machine.ts';
export { condorTarball } from './tarball.ts';
export type { CondorTarball } from './tarball.ts';
export { waitFor } from './wait.ts';
export { scratchPath, startWorkerNode } from './worker-node.ts';
export type { WorkerNode, WorkerNodeOptions } from './worker-node.ts';
