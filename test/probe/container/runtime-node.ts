// A node in memory with a container runtime that behaves as a test wants.
import type { CommandRequest, CommandResult } from "../../../src/host/host.ts";
import { MemoryHost, type MemoryNode } from "../../../src/host/memory-host.ts";
import { commandResult } from "../../rig/command-result.ts";

const elf = (machine: number): string =>
  `7f 45 4c 46 02 01 01 00 00 00 00 00 00 00 00 00 02 00 ${machine.toString(16)} 00\n`;

export interface FakeRuntime {
  /** How a call of `exec` ends; null: our program runs. */
  readonly exec?: (args: readonly string[], path: string) => Partial<CommandResult> | null;
  readonly version?: Partial<CommandResult>;
  readonly buildcfg?: string;
  /** What our program sees. */
  readonly namespace?: string;
  readonly uidMap?: string;
  readonly bound?: string;
  readonly written?: string;
  /** `e_machine` of its ELF header. */
  readonly machine?: number;
}

export function nodeWith(runtime: FakeRuntime, node: MemoryNode = {}): MemoryHost {
  return new MemoryHost({
    env: { PATH: "/usr/bin" },
    ...node,
    files: {
      "/usr/bin/apptainer": "program",
      "/proc/self/ns/user": { link: "user:[1]" },
      "/proc/self/uid_map": "0 0 4294967295\n",
      "/proc/self/status": "Name:\tglidein\nUid:\t1000\t1000\t1000\t1000\nNoNewPrivs:\t0\nSeccomp:\t0\n",
      ...node.files,
    },
    modes: { "/usr/bin/apptainer": 0o755, ...node.modes },
    command: (request) => answer(runtime, request),
  });
}

function answer(
  runtime: FakeRuntime,
  { argv }: CommandRequest,
): { ok: true; value: CommandResult } | { ok: false; error: { code: "missing"; what: string } } {
  const [program, ...args] = argv;
  if (program === "od") return { ok: true, value: commandResult({ stdout: elf(runtime.machine ?? 62) }) };
  if (program === "uname") return { ok: true, value: commandResult({ stdout: "x86_64\n" }) };
  if (args[0] === "--version")
    return { ok: true, value: commandResult({ stdout: "apptainer version 1.4.5\n", ...runtime.version }) };
  if (args[0] === "buildcfg")
    return {
      ok: true,
      value:
        runtime.buildcfg === undefined ? commandResult({ status: 1 }) : commandResult({ stdout: runtime.buildcfg }),
    };
  if (!args.includes("exec")) return { ok: false, error: { code: "missing", what: "no such command" } };
  const failed = runtime.exec?.(args, program);
  if (failed !== null && failed !== undefined) return { ok: true, value: commandResult({ status: 255, ...failed }) };
  // Behind our program stand the token, the bound file and the file to write.
  const token = args.find((arg) => arg.startsWith("glidein-")) ?? "";
  const { namespace = "user:[2]", uidMap = "1000:1000:1", bound = "yes", written = "yes" } = runtime;
  const line = `PROBE ${token} userns=${namespace} pid=13 bound=${bound} written=${written} uidmap=${uidMap}\n`;
  return { ok: true, value: commandResult({ status: 37, stdout: line }) };
}
