// What `glidein facts` and `glidein plan` say about containers on a node of the bed.
import type { ContainerFacts } from "../../../src/model/facts/container.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { Completed, WorkerNode } from "../../bed/index.ts";
import { payload } from "../rig/rig.ts";

export interface Ask {
  readonly user?: string;
  readonly path?: string;
  /** `NAME=VALUE` */
  readonly set?: readonly string[];
  /** Put before the program, e.g. `unshare`. */
  readonly under?: readonly string[];
}

export async function containerFacts(node: WorkerNode, ask: Ask = {}): Promise<ContainerFacts> {
  const done = await call(node, "facts", ask);
  return (JSON.parse(done.stdout) as { container: ContainerFacts }).container;
}

export async function planOf(node: WorkerNode, ask: Ask = {}): Promise<Plan> {
  return JSON.parse((await call(node, "plan", ask)).stdout) as Plan;
}

export async function call(
  node: WorkerNode,
  command: string,
  { user, path, set = [], under = [] }: Ask,
): Promise<Completed> {
  const options = set.flatMap((one) => ["--set", one]);
  const done = await node.exec([...under, payload, command, "--format", "json", ...options], {
    ...(user === undefined ? {} : { user }),
    env: { PATH: path ?? "/usr/bin:/bin", TMPDIR: "/tmp" },
    cwd: "/",
  });
  if (!done.stdout.startsWith("{")) throw new Error(`status ${String(done.status)}: ${done.stderr}`);
  return done;
}
