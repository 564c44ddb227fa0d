import type { CommandRequest, CommandResult, Read } from "../../../src/host/host.ts";
import { type MemoryFile, MemoryHost } from "../../../src/host/memory-host.ts";
import type { BatchFacts } from "../../../src/model/facts/batch.ts";
import { probeBatch } from "../../../src/probe/batch/index.ts";

/** What a command of the node does, by its name; a text is printed with status 0. */
export type Commands = Readonly<
  Record<string, string | Partial<CommandResult> | ((request: CommandRequest) => string)>
>;

export interface Node {
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, MemoryFile>>;
  readonly directories?: readonly string[];
  readonly commands?: Commands;
  readonly hostname?: string | null;
  readonly now?: number;
  readonly mode?: "live" | "tree";
}

const done: CommandResult = { status: 0, signal: null, stdout: "", stderr: "", truncated: false, timedOut: false };
const missing: Read<never> = { ok: false, error: { code: "missing", what: "there is no such command" } };
const notRecorded: Read<never> = { ok: false, error: { code: "not-recorded", what: "not recorded" } };

function answer(commands: Commands, request: CommandRequest): Read<CommandResult> {
  const name = request.argv[0];
  const does = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (does === undefined) return missing;
  if (typeof does === "function") return { ok: true, value: { ...done, stdout: does(request) } };
  return { ok: true, value: typeof does === "string" ? { ...done, stdout: does } : { ...done, ...does } };
}

export function hostOf(node: Node): MemoryHost {
  const { env = {}, files = {}, directories = [], commands = {}, mode = "live" } = node;
  const command = (request: CommandRequest) => (mode === "tree" ? notRecorded : answer(commands, request));
  return new MemoryHost({ env, files, directories, mode, command });
}

export const look = (node: Node): Promise<BatchFacts> =>
  probeBatch(hostOf(node), { now: node.now ?? 1_795_402_700, hostname: node.hostname ?? null });

/** A line of /proc/PID/stat; `start` is in clock ticks after boot. */
export const stat = (pid: number, name: string, parent: number, start: number, session = pid): string =>
  `${pid} (${name}) S ${parent} ${pid} ${session} 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 ${start} 1000 200 18446744073709551615\n`;
