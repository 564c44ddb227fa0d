import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isSecretName } from "../decide/environment-policy.ts";
import { redactSecrets } from "../parse/redact.ts";
import type { CommandRequest, FileStatus, FileSystemStatus, Host, HttpRequest, HttpResponse, Read } from "./host.ts";
import {
  accessKey,
  commandKey,
  fetchKey,
  type Journal,
  journalEnvironment,
  journalFile,
  type RecordedResponse,
  statKey,
} from "./journal.ts";

type Recorded<K extends keyof Journal> = Journal[K] extends Record<string, infer V> ? V : never;

/**
 * Passes everything through to a host and keeps what came back, as a tree that `--root` replays. Environment values
 * that are secret by name are replaced; secrets that probes read go through `secret` and never get here.
 */
export class RecordingHost implements Host {
  readonly mode;
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number | null;
  readonly #host: Host;
  readonly #files = new Map<string, Uint8Array>();
  readonly #random: number;
  readonly #now: number;
  readonly #journal: Omit<Journal, "now" | "random" | "pid" | "identity" | "schema"> = {
    failures: {},
    stat: {},
    list: {},
    readlink: {},
    statfs: {},
    access: {},
    commands: {},
    fetches: {},
    resolves: {},
    connects: {},
    secrets: {},
  };

  constructor(host: Host) {
    this.#host = host;
    this.mode = host.mode;
    this.env = host.env;
    this.pid = host.pid;
    this.#random = host.random();
    this.#now = host.now();
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#random;
  }

  identity(): ReturnType<Host["identity"]> {
    return this.#host.identity();
  }

  async readBytes(path: string, maxBytes?: number): Promise<Read<Uint8Array>> {
    const read = await this.#host.readBytes(path, maxBytes);
    if (read.ok) this.#files.set(path, read.value);
    else if (read.error.code !== "missing") this.#journal.failures[path] = read;
    return read;
  }

  async readText(path: string, maxBytes?: number): Promise<Read<string>> {
    const read = await this.readBytes(path, maxBytes);
    return read.ok ? { ok: true, value: Buffer.from(read.value).toString("utf8") } : read;
  }

  list(path: string): Promise<Read<readonly string[]>> {
    return this.#keep("list", path, this.#host.list(path));
  }

  stat(path: string, options?: { readonly follow?: boolean }): Promise<Read<FileStatus>> {
    return this.#keep("stat", statKey(path, options?.follow !== false), this.#host.stat(path, options));
  }

  readlink(path: string): Promise<Read<string>> {
    return this.#keep("readlink", path, this.#host.readlink(path));
  }

  statfs(path: string): Promise<Read<FileSystemStatus>> {
    return this.#keep("statfs", path, this.#host.statfs(path));
  }

  access(path: string, mode: number): Promise<Read<boolean>> {
    return this.#keep("access", accessKey(path, mode), this.#host.access(path, mode));
  }

  command(request: CommandRequest): ReturnType<Host["command"]> {
    return this.#keep("commands", commandKey(request.argv, request.input), this.#host.command(request));
  }

  async fetch(request: HttpRequest): Promise<Read<HttpResponse>> {
    const read = await this.#host.fetch(request);
    const kept: Read<RecordedResponse> = read.ok
      ? { ok: true, value: { ...read.value, body: Buffer.from(read.value.body).toString("base64") } }
      : read;
    this.#journal.fetches[fetchKey(request.method ?? "GET", request.url)] = kept;
    return read;
  }

  resolve(name: string, timeoutMs: number): Promise<Read<readonly string[]>> {
    return this.#keep("resolves", name, this.#host.resolve(name, timeoutMs));
  }

  connect(host: string, port: number, timeoutMs: number): Promise<Read<number>> {
    return this.#keep("connects", `${host}:${port}`, this.#host.connect(host, port, timeoutMs));
  }

  async secret<T>(key: string, observe: (host: Host) => Promise<T>): Promise<T> {
    const facts = await this.#host.secret(key, observe);
    this.#journal.secrets[key] = facts;
    return facts;
  }

  /** Writes the tree into a directory of the caller's. Throws what the file system says. */
  write(directory: string): void {
    for (const [path, bytes] of this.#files)
      writeInto(
        directory,
        path
          .split("/")
          .filter((name) => name !== "" && name !== "." && name !== "..")
          .join("/"),
        bytes,
      );
    const journal: Journal = {
      schema: "glidein.recording/1",
      now: this.#now,
      random: this.#random,
      pid: this.pid,
      identity: this.identity(),
      ...this.#journal,
    };
    writeInto(directory, journalFile, redactSecrets(`${JSON.stringify(journal, null, 1)}\n`));
    writeInto(
      directory,
      journalEnvironment,
      Object.entries(this.env)
        .map(([name, value]) => `${name}=${isSecretName(name) ? "removed" : redactSecrets(value)}\0`)
        .join(""),
    );
  }

  async #keep<K extends "list" | "stat" | "readlink" | "statfs" | "access" | "commands" | "resolves" | "connects">(
    kind: K,
    key: string,
    reading: Promise<Recorded<K>>,
  ): Promise<Recorded<K>> {
    const read = await reading;
    // The journal's record of this kind holds exactly this type; TypeScript does not follow the index.
    (this.#journal[kind] as Record<string, Recorded<K>>)[key] = read;
    return read;
  }
}

function writeInto(directory: string, path: string, content: Uint8Array | string): void {
  const target = `${directory}/${path}`;
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  writeFileSync(target, content);
  chmodSync(target, 0o600);
}
