// A launcher with a tiny program and a tiny trusted runtime, a directory of tools to run it with, and a server.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { execArgv } from "../../scripts/build/executable.ts";
import { assembleLauncher } from "../../scripts/launcher/assemble.ts";
import { type PinnedRuntimes, runtimeName } from "../../scripts/launcher/pinned-runtimes.ts";

export const architecture = process.arch === "arm64" ? "arm64" : "x64";

/** Says as JSON what it was started with. */
const program = `
const { readFileSync } = require("node:fs");
const stdin = process.env.READ_STDIN ? readFileSync(0, "utf8") : null;
const { argv, execPath, execArgv, env, pid } = process;
console.log(JSON.stringify({ arguments: argv.slice(2), script: argv[1], execPath, execArgv, env, pid, stdin, umask: process.umask() }));
process.exitCode = Number(process.env.EXIT_STATUS ?? 0);
`;

export interface Started {
  readonly arguments: readonly string[];
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number;
  readonly stdin: string | null;
  readonly umask: number;
}

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Becomes the real Node, so it passes for one; large enough to be cut short and small enough to be quick. */
const runtime = Buffer.from(
  `#!/bin/sh\nexec '${process.execPath}' "$@"\n${createHash("sha512").update("padding").digest("hex").repeat(2000)}\n`,
);
const trustedOne = { sha256: createHash("sha256").update(runtime).digest("hex"), bytes: runtime.length };
const trusted: PinnedRuntimes = { version: "24.0.0", runtimes: { x64: trustedOne, arm64: trustedOne } };
export const runtimeFile = runtimeName(architecture, trusted);
export const packedRuntime = gzipSync(runtime);

export const launcher = assembleLauncher({
  version: "1.2.3",
  commit: "abc",
  program,
  nodeFlags: execArgv,
  urls: [],
  trusted,
});

/** What any node has, without a client for HTTP, a Node, or anything but gzip to unpack with. */
const basicTools =
  "sh bash dash sed tr date ls id mv rm cat mkdir chmod sleep uname stat sha256sum gzip df wc dd grep head sort find flock getconf env printf base64 touch dirname";

export class Rig {
  readonly directory = fs.mkdtempSync(join(tmpdir(), "glidein-launcher-"));
  readonly cache = join(this.directory, "cache");
  readonly tools = join(this.directory, "tools");
  readonly script = join(this.directory, "glidein.sh");
  readonly #children = new Set<ChildProcess>();

  constructor() {
    fs.chmodSync(this.directory, 0o755);
    fs.mkdirSync(this.cache);
    fs.mkdirSync(this.tools);
    fs.writeFileSync(this.script, launcher, { mode: 0o755 });
    this.addTools(...basicTools.split(" "));
  }

  addTools(...names: readonly string[]): void {
    for (const name of names) {
      const path = whereIs(name);
      if (path !== null) fs.rmSync(join(this.tools, name), { force: true });
      if (path !== null) fs.symlinkSync(path, join(this.tools, name));
    }
  }

  removeTools(...names: readonly string[]): void {
    for (const name of names) fs.rmSync(join(this.tools, name), { force: true });
  }

  /** An executable of that name in PATH. */
  addScript(name: string, text: string): void {
    fs.rmSync(join(this.tools, name), { force: true });
    fs.writeFileSync(join(this.tools, name), text, { mode: 0o755 });
  }

  /** Directory of this account in the cache directory; the runtime's file in it. */
  get own(): string {
    return join(this.cache, `glidein.runtime.${process.getuid?.() ?? 0}`);
  }
  get cachedRuntime(): string {
    return join(this.own, runtimeFile);
  }

  fillCache(): void {
    fs.mkdirSync(this.own, { mode: 0o700 });
    fs.writeFileSync(this.cachedRuntime, runtime, { mode: 0o700 });
  }

  env(more: Readonly<Record<string, string>> = {}): Record<string, string> {
    return { PATH: this.tools, GLIDEIN_Runtime_Cache: this.cache, GLIDEIN_Hold_Time: "0", ...more };
  }

  start(argv: readonly string[], env: Readonly<Record<string, string>>, input?: string): Running {
    const [command = "sh", ...rest] = argv;
    const child = spawn(command, rest, { env, cwd: this.directory, stdio: ["pipe", "pipe", "pipe"] });
    this.#children.add(child);
    child.stdin.on("error", () => undefined);
    child.stdin.end(input ?? "");
    return running(child);
  }

  run(options: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.start(["/bin/sh", this.script, ...options], this.env(more)).ended;
  }

  remove(): void {
    for (const child of this.#children) child.kill("SIGKILL");
    // What was just killed may have written a file meanwhile.
    fs.rmSync(this.directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** resolves when standard error has it */
  readonly says: (text: string) => Promise<void>;
}

function running(child: ChildProcess): Running {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString();
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (status, signal) => resolve({ status, signal, stdout: text(out), stderr: text(err) }));
  });
  const says = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (text(err).includes(wanted)) resolve();
      };
      child.stderr?.on("data", look);
      child.once("close", () => reject(new Error(`it ended without saying ${wanted}: ${text(err)}`)));
      look();
    });
  return { child, ended, says };
}

export function whereIs(name: string): string | null {
  const directories = ["/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];
  return directories.map((directory) => join(directory, name)).find((path) => fs.existsSync(path)) ?? null;
}

export const startedWith = ({ stdout, stderr }: Ended): Started => {
  if (!stdout.startsWith("{")) throw new Error(`the program did not start: ${stdout}${stderr}`);
  return JSON.parse(stdout) as Started;
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface Server {
  readonly url: string;
  readonly requests: readonly string[];
  readonly close: () => void;
}

/** Answers with the packed runtime where it is asked for it, unless told otherwise. */
export async function serve(answer: Answer = sendRuntime): Promise<Server> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const sendRuntime: Answer = (request, response) => {
  if (request.url?.endsWith(`/${runtimeFile}.gz`) === true) response.end(packedRuntime);
  else response.writeHead(404).end("not here");
};
