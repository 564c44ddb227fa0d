// Pilots as a GlideinWMS factory starts them, with what they say.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { RunningProgram, WorkerNode } from "../../bed/index.ts";
import { condorTarball } from "../../bed/index.ts";
import { patience, waitFor } from "../../bed/wait.ts";
import { classicArguments } from "../../rig/classic-arguments.ts";
import { type AreaFile, publishArea } from "../../rig/gwms-area.ts";
import { must } from "./must.ts";
import { serveArea } from "./published-area.ts";
import { jobDirectory, payload, type Rig } from "./rig.ts";

export interface PilotEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The document with the results of all scripts. */
  readonly long: string;
}

export interface RunningPilot {
  readonly program: RunningProgram;
  /** What it has said so far, on both streams. */
  readonly said: () => string;
  /** Waits until it has said something like this. */
  readonly saw: (what: RegExp, limitMs?: number) => Promise<RegExpExecArray>;
  readonly signal: (name: NodeJS.Signals) => void;
  readonly end: (limitMs?: number) => Promise<PilotEnd>;
}

export interface Factory {
  /** `parameters`: the factory's `-param_NAME VALUE`; its jobs are those for the node's name as GLIDEIN_Site. */
  readonly start: (
    node: WorkerNode,
    options?: {
      readonly parameters?: Readonly<Record<string, string>>;
      readonly env?: Readonly<Record<string, string>>;
    },
  ) => Promise<RunningPilot>;
}

const tokenName = "credential_frontend.idtoken";

/** Files and processes that are no debris: what the factory transferred. */
export const transferred: ReadonlySet<string> = new Set([tokenName]);

/** A staging area with HTCondor and these files of the VO. */
export async function startFactory(rig: Rig, files: readonly AreaFile[] = []): Promise<Factory> {
  const { file } = await condorTarball(rig.bed);
  const parts = publishArea({
    condor: readFileSync(file),
    constants: { main: { GLIDEIN_Max_Walltime: "7200", GLIDEIN_Job_Max_Time: "600" }, entry: { GLIDEIN_CPUS: "2" } },
    files: { client_group: files },
  });
  const { base } = await serveArea(rig.pool, parts);
  return {
    start: async (node, { parameters = {}, env = {} } = {}) => {
      await must(node, ["sh", "-c", `umask 077; cat > ${jobDirectory}/${tokenName}`], `${await rig.pool.token()}\n`);
      const args = classicArguments(base, parts, {
        GLIDEIN_Collector: rig.pool.address,
        GLIDEIN_Site: node.name,
        GLIDEIN_Singularity_Use: "NEVER",
        GLIDEIN_SINGULARITY_REQUIRE: "NEVER",
        ...parameters,
      });
      const program = await node.spawn([payload, ...args], {
        user: "pilot",
        cwd: jobDirectory,
        env: { PATH: "/usr/bin:/bin", TMPDIR: jobDirectory, GLIDEIN_Hold_Time: "0", ...env },
      });
      return watchPilot(node, program);
    },
  };
}

function watchPilot(node: WorkerNode, program: RunningProgram): RunningPilot {
  let stdout = "";
  let stderr = "";
  let ended: PilotEnd | undefined;
  program.child.stdout?.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  program.child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  program.child.once("close", (status, signal) => {
    ended = { status, signal, stdout, stderr, long: longDocument(stderr) };
  });
  const said = (): string => `${stdout}\n${stderr}`;
  return {
    program,
    said,
    saw: (what, limitMs = patience) =>
      waitFor(
        String(what),
        limitMs,
        () => {
          const found = what.exec(said());
          if (found === null && ended !== undefined)
            throw new Error(`${node.name}: ended with ${String(ended.status)} without ${String(what)}:\n${said()}`);
          return found ?? undefined;
        },
        { everyMs: 30, whyNot: said },
      ),
    signal: (name) => program.signal(name),
    end: (limitMs = patience) => waitFor("the pilot's end", limitMs, () => ended, { whyNot: said }),
  };
}

function longDocument(stderr: string): string {
  const encoded =
    /=== Encoded XML description of glidein activity ===\nbegin-base64 644 -\n([\s\S]*?)\n====/u.exec(stderr)?.[1] ??
    "";
  return encoded === "" ? "" : gunzipSync(Buffer.from(encoded, "base64")).toString();
}
