// A gateway with an edge on it, and nodes that have no other neighbour.
import { chownSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type CondorTarball,
  condorTarball,
  patience,
  pilot,
  type RunningProgram,
  type WorkerNode,
  waitFor,
} from "../../bed/index.ts";
import { must } from "../rig/must.ts";
import type { Rig } from "../rig/rig.ts";

/** Where gateway and nodes see the edge's description. */
export const description = "/shared/edge/edge.json";

export const edgeCommand = (verb: string, ...options: readonly string[]): readonly string[] => [
  ...["/payload/glidein", "edge", verb, ...options],
];

export interface SeenDescription {
  readonly name: string;
  readonly broker: { readonly address: string };
  readonly relay: { readonly address: string };
}

export interface Gateway {
  readonly gate: WorkerNode;
  /** HTCondor that knows edges; on every machine at /condor25, and as a URL that only the gateway reaches. */
  readonly condor: CondorTarball;
  readonly release: string;
  /** Options of `edge start` with which it serves this pool. */
  readonly options: readonly string[];
  readonly mounts: readonly { readonly source: string; readonly target: string; readonly writable?: boolean }[];
  /** As in a terminal of the pilot's account; resolves when it serves. */
  readonly start: () => Promise<RunningProgram>;
  readonly described: () => SeenDescription;
  /** A node whose only neighbour is the gateway, and that knows no name but its own. */
  readonly closedNode: (name: string) => Promise<WorkerNode>;
}

export async function startGateway(rig: Rig): Promise<Gateway> {
  const condor = await condorTarball(rig.bed, "newest");
  const release = await rig.published(condor.file);
  const shared = join(rig.pool.directory, "shared");
  mkdirSync(shared);
  chownSync(shared, pilot.uid, pilot.uid);
  const mounts = [
    { source: shared, target: "/shared", writable: true },
    { source: condor.directory, target: "/condor25" },
  ];
  const gate = await rig.node({ name: "gate", condor: "none", mounts }, null);
  const options = [
    ...["--edge-state", "/shared/edge", "--condor", "/condor25", "--pool", rig.pool.address],
    ...["--reach", rig.pool.machine.hostName, "--relay", release.replace(/[^/]*$/u, "")],
  ];
  return {
    ...{ gate, condor, release, options, mounts },
    start: () => startEdge(gate, options),
    // Written by ourselves, in the one shape that nodes take.
    described: () => JSON.parse(readFileSync(join(shared, "edge/edge.json"), "utf8")) as SeenDescription,
    closedNode: async (name) => {
      const node = await rig.node({ name, condor: "none", mounts });
      // Nor has it a name server that knows anybody but itself.
      const names = `grep -e localhost -e ${name} /etc/hosts > /dev/shm/hosts; mount --bind /dev/shm/hosts /etc/hosts`;
      const script = `${names}; ip route flush table main; ip route add ${gate.address}/32 dev eth0`;
      const done = await node.exec(["sh", "-ec", script], { user: "root" });
      if (done.status !== 0) throw new Error(done.stderr);
      await must(node, ["sh", "-c", `! ip route get ${rig.pool.machine.address}`]);
      return node;
    },
  };
}

async function startEdge(gate: WorkerNode, options: readonly string[]): Promise<RunningProgram> {
  const program = await gate.spawn(edgeCommand("start", ...options, "--events", "json"), {
    env: { PATH: "/usr/bin:/bin", HOME: pilot.home, TMPDIR: "/scratch/job" },
  });
  let said = "";
  for (const stream of [program.child.stdout, program.child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  await waitFor("the edge", patience, () => (said.includes('"edge-ready"') ? true : undefined), { whyNot: () => said });
  return program;
}
