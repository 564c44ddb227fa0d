// A pool, worker nodes on demand, and glideins on them as a batch system starts them: the built executable, an
// unprivileged account, a scratch directory of the batch job, an environment with nothing else in it.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Bed, Pool, PoolOptions, TokenOptions, WorkerNode, WorkerNodeOptions } from "../../bed/index.ts";
import { ensureBed, startPool, startWorkerNode } from "../../bed/index.ts";
import { must } from "./must.ts";
import { type RunningGlidein, watchGlidein } from "./running-glidein.ts";
import type { WebAnswer } from "./web.ts";

const project = resolve(fileURLToPath(new URL("../../..", import.meta.url)));
export const executable = process.env["GLIDEIN_EXECUTABLE"] ?? join(project, "dist/glidein");

/** The batch job's own scratch directory, in the node. */
export const jobDirectory = "/scratch/job";
/** Where tests put the token that a glidein is given, in the node. */
export const tokenFile = "/scratch/token";
/** The executable, in the node. */
export const payload = "/payload/glidein";

export interface GlideinOptions {
  /** After `run`; the pool, the token and no hold are given unless `bare`. */
  readonly args?: readonly string[];
  readonly bare?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly user?: string;
}

export interface Rig {
  readonly bed: Bed;
  readonly pool: Pool;
  /** A new node with the executable, a batch job's directory and, unless `null`, a token of the pool. */
  readonly node: (options?: Partial<WorkerNodeOptions>, token?: TokenOptions | null) => Promise<WorkerNode>;
  readonly start: (node: WorkerNode, options?: GlideinOptions) => Promise<RunningGlidein>;
  /** A web server for the nodes. */
  readonly web: (answers: Readonly<Record<string, WebAnswer>>) => Promise<{ readonly url: string }>;
  /** A file of this machine on a web server, as `--condor` wants it. */
  readonly published: (file: string, answer?: WebAnswer) => Promise<string>;
  readonly stop: () => Promise<void>;
}

let nodes = 0;

export async function startRig(options: PoolOptions = {}): Promise<Rig> {
  const bed = await ensureBed();
  const pool = await startPool(bed, options);
  return {
    bed,
    pool,
    node: async (wanted = {}, token = {}) => {
      nodes += 1;
      const node = await startWorkerNode(bed, pool, {
        name: `wn${nodes}`,
        ...wanted,
        mounts: [{ source: dirname(resolve(executable)), target: dirname(payload) }, ...(wanted.mounts ?? [])],
      });
      await must(node, ["mkdir", "-m", "0700", jobDirectory]);
      if (token !== null) await putToken(node, await pool.token(token));
      return node;
    },
    start: async (node, { args = [], bare = false, env, cwd = jobDirectory, user = "pilot" } = {}) => {
      const usual = bare ? [] : ["--pool", pool.address, "--token", tokenFile, "--hold", "0"];
      const program = await node.spawn([payload, "run", ...usual, ...args], {
        user,
        cwd,
        env: env ?? { PATH: "/usr/bin:/bin", TMPDIR: jobDirectory },
      });
      return watchGlidein(node, program);
    },
    web: (answers) => startWeb(pool, answers),
    published: async (file, answer = {}) => {
      const { url } = await startWeb(pool, { "/release.tar.gz": { file, ...answer } });
      return `${url}/release.tar.gz#sha256=${createHash("sha256").update(readFileSync(file)).digest("hex")}`;
    },
    stop: () => pool.stop(),
  };
}

async function startWeb(pool: Pool, answers: Readonly<Record<string, WebAnswer>>): Promise<{ readonly url: string }> {
  const program = fileURLToPath(new URL("web.ts", import.meta.url));
  const server = pool.network.spawn([process.execPath, program, JSON.stringify(answers)]);
  const port = await new Promise<string>((resolve, reject) => {
    server.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString().trim()));
    server.once("exit", (status) => reject(new Error(`the web server ended with ${String(status)}`)));
  });
  return { url: `http://${pool.network.hostName}:${port}` };
}

/** Put beside and renamed, as a refresh process does. */
export async function putToken(node: WorkerNode, token: string, path = tokenFile): Promise<void> {
  await must(node, ["sh", "-c", `umask 077; cat > ${path}.new && mv ${path}.new ${path}`], `${token}\n`);
}

/** Processes of the pilot's account, and files of the batch job but for the report. */
export function leftOn(node: WorkerNode): readonly string[] {
  const files = [join(node.scratchDirectory, "job"), node.path("/tmp"), node.path("/var/tmp")].flatMap((directory) =>
    readdirSync(directory).filter((name) => name !== "report.json"),
  );
  return [...node.processes("pilot").map(({ pid, command }) => `${pid} ${command}`), ...files];
}
