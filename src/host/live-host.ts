import { lookup } from "node:dns/promises";
import { createConnection } from "node:net";
import { cleanEnvironment } from "../decide/environment-policy.ts";
import { err, ok } from "../model/result.ts";
import type { CommandRequest, FileStatus, FileSystemStatus, Host, HttpRequest, Read, ReadFailure } from "./host.ts";
import { httpFetch } from "./http-fetch.ts";
import {
  accessible,
  defaultMaxBytes,
  fileSystemStatus,
  linkOf,
  listNames,
  readWhole,
  statusOf,
} from "./local-files.ts";
import { MountGuard } from "./mount-guard.ts";
import { readFailureOf } from "./read-failure.ts";
import { runCommand } from "./run-command.ts";

export interface LiveHostOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Fixed clock, epoch seconds. */
  readonly now?: number;
  /** Ends everything that takes time: commands are killed, the network is given up. */
  readonly stop?: AbortSignal;
  /** Nothing uses the network: who asks for it is told that nobody was asked. */
  readonly offline?: boolean;
}

/** As a recorded node answers: nobody was asked, so nothing is known. */
export const notAsked = err<ReadFailure>({ code: "not-recorded", what: "not asked, because the glidein is offline" });

/** This node, now. */
export class LiveHost implements Host {
  readonly mode = "live";
  readonly pid = process.pid;
  readonly env: Readonly<Record<string, string>>;
  readonly #options: LiveHostOptions;
  readonly #guard = new MountGuard();

  constructor(options: LiveHostOptions) {
    this.env = options.env;
    this.#options = options;
  }

  /** The same node, looked at until `stop` is aborted. */
  until(stop: AbortSignal): LiveHost {
    return new LiveHost({ ...this.#options, stop });
  }

  /** The same node with another environment, or without the network. */
  settled(settled: Pick<LiveHostOptions, "env" | "offline">): LiveHost {
    return new LiveHost({ ...this.#options, ...settled });
  }

  now(): number {
    return this.#options.now ?? Date.now() / 1000;
  }

  random(): number {
    return Math.random();
  }

  identity(): { uid: number | null; gid: number | null; groups: readonly number[] } {
    return { uid: process.getuid?.() ?? null, gid: process.getgid?.() ?? null, groups: process.getgroups?.() ?? [] };
  }

  readBytes(path: string, maxBytes = defaultMaxBytes): Promise<Read<Uint8Array>> {
    return this.#guarded(path, () => readWhole(path, maxBytes));
  }

  async readText(path: string, maxBytes = defaultMaxBytes): Promise<Read<string>> {
    const bytes = await this.readBytes(path, maxBytes);
    return bytes.ok ? ok(Buffer.from(bytes.value).toString("utf8")) : bytes;
  }

  list(path: string): Promise<Read<readonly string[]>> {
    return this.#guarded(path, () => listNames(path));
  }

  stat(path: string, options?: { readonly follow?: boolean }): Promise<Read<FileStatus>> {
    return this.#guarded(path, () => statusOf(path, options?.follow !== false));
  }

  readlink(path: string): Promise<Read<string>> {
    return this.#guarded(path, () => linkOf(path));
  }

  statfs(path: string): Promise<Read<FileSystemStatus>> {
    return this.#guarded(path, () => fileSystemStatus(path));
  }

  access(path: string, mode: number): Promise<Read<boolean>> {
    return this.#guarded(path, () => accessible(path, mode));
  }

  command(request: CommandRequest): ReturnType<Host["command"]> {
    return runCommand(request, request.env ?? cleanEnvironment(this.env), this.#options.stop);
  }

  async fetch(request: HttpRequest): ReturnType<Host["fetch"]> {
    if (this.#options.offline === true) return notAsked;
    return this.#orStopped(httpFetch(request));
  }

  async resolve(name: string, timeoutMs: number): Promise<Read<readonly string[]>> {
    if (this.#options.offline === true) return notAsked;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Read<never>>((done) => {
      timer = setTimeout(
        () => done(err({ code: "timeout", what: `name look-up took longer than ${timeoutMs / 1000} s` })),
        timeoutMs,
      );
    });
    const found = lookup(name, { all: true }).then<Read<readonly string[]>, Read<readonly string[]>>(
      (all) => ok(all.map(({ address }) => address)),
      (error: unknown) => err(readFailureOf(error)),
    );
    const result = await this.#orStopped<readonly string[]>(Promise.race([found, late]));
    clearTimeout(timer);
    return result;
  }

  async connect(host: string, port: number, timeoutMs: number): Promise<Read<number>> {
    if (this.#options.offline === true) return notAsked;
    const connected = new Promise<Read<number>>((done) => {
      const started = performance.now();
      const socket = createConnection({ host, port, timeout: timeoutMs });
      const end = (result: Read<number>): void => {
        clearTimeout(timer);
        socket.destroy();
        done(result);
      };
      const timer = setTimeout(
        () => end(err({ code: "timeout", what: `no connection within ${timeoutMs / 1000} s` })),
        timeoutMs,
      );
      socket.on("connect", () => end(ok(Math.round(performance.now() - started))));
      socket.on("error", (error) => end(err(readFailureOf(error))));
    });
    return this.#orStopped(connected);
  }

  secret<T>(_key: string, observe: (host: Host) => Promise<T>): Promise<T> {
    return observe(this);
  }

  /** What is given up goes on until its own deadline, unseen. */
  async #orStopped<T>(asked: Promise<Read<T>>): Promise<Read<T>> {
    const { stop } = this.#options;
    if (stop === undefined) return asked;
    const { promise, resolve } = Promise.withResolvers<Read<T>>();
    const give = (): void => resolve(err({ code: "timeout", what: "interrupted by a stop signal" }));
    if (stop.aborted) give();
    stop.addEventListener("abort", give, { once: true });
    const answer = await Promise.race([asked, promise]);
    stop.removeEventListener("abort", give);
    return answer;
  }

  async #guarded<T>(path: string, read: () => Read<T>): Promise<Read<T>> {
    const check = this.#guard.check(path);
    if (check !== null) {
      const alive = await check;
      if (!alive.ok) return alive;
    }
    return read();
  }
}
