import { cleanEnvironment } from "../decide/environment-policy.ts";
import type { CommandRequest, FileStatus, FileSystemStatus, Host, HttpRequest, HttpResponse, Read } from "./host.ts";
import { LiveHost, notAsked } from "./live-host.ts";

/** What is settled about a node before anything is looked at. */
export interface Settled {
  /** The environment with what the site's modules made of it. */
  readonly env: Readonly<Record<string, string>>;
  /** Nothing of ours uses the network. */
  readonly offline: boolean;
}

export const settledHost = (host: Host, settled: Settled): Host =>
  host instanceof LiveHost ? host.settled(settled) : new SettledHost(host, settled);

/** A host that passes everything on but the environment, and the network when that is not to be used. */
class SettledHost implements Host {
  readonly mode;
  readonly env;
  readonly pid;
  readonly #host: Host;
  readonly #settled: Settled;

  constructor(host: Host, settled: Settled) {
    this.mode = host.mode;
    this.env = settled.env;
    this.pid = host.pid;
    this.#host = host;
    this.#settled = settled;
  }

  now(): number {
    return this.#host.now();
  }

  random(): number {
    return this.#host.random();
  }

  identity(): ReturnType<Host["identity"]> {
    return this.#host.identity();
  }

  readBytes(path: string, maxBytes?: number): Promise<Read<Uint8Array>> {
    return this.#host.readBytes(path, maxBytes);
  }

  readText(path: string, maxBytes?: number): Promise<Read<string>> {
    return this.#host.readText(path, maxBytes);
  }

  list(path: string): Promise<Read<readonly string[]>> {
    return this.#host.list(path);
  }

  stat(path: string, options?: { readonly follow?: boolean }): Promise<Read<FileStatus>> {
    return this.#host.stat(path, options);
  }

  readlink(path: string): Promise<Read<string>> {
    return this.#host.readlink(path);
  }

  statfs(path: string): Promise<Read<FileSystemStatus>> {
    return this.#host.statfs(path);
  }

  access(path: string, mode: number): Promise<Read<boolean>> {
    return this.#host.access(path, mode);
  }

  command(request: CommandRequest): ReturnType<Host["command"]> {
    return this.#host.command({ ...request, env: request.env ?? cleanEnvironment(this.env) });
  }

  async fetch(request: HttpRequest): Promise<Read<HttpResponse>> {
    return this.#settled.offline ? notAsked : this.#host.fetch(request);
  }

  async resolve(name: string, timeoutMs: number): Promise<Read<readonly string[]>> {
    return this.#settled.offline ? notAsked : this.#host.resolve(name, timeoutMs);
  }

  async connect(host: string, port: number, timeoutMs: number): Promise<Read<number>> {
    return this.#settled.offline ? notAsked : this.#host.connect(host, port, timeoutMs);
  }

  secret<T>(key: string, observe: (host: Host) => Promise<T>): Promise<T> {
    return this.#host.secret(key, (host) => observe(new SettledHost(host, this.#settled)));
  }
}
