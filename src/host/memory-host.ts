import { err, ok } from "../model/result.ts";
import type {
  CommandRequest,
  CommandResult,
  FileStatus,
  FileSystemStatus,
  Host,
  HttpRequest,
  HttpResponse,
  Read,
  ReadFailure,
} from "./host.ts";

/** A file's content, or what the host answers instead of one. */
export type MemoryFile = string | Uint8Array | { readonly failure: ReadFailure } | { readonly link: string };

export interface MemoryNode {
  /** Absolute paths; directories exist by what is in them. */
  readonly files?: Readonly<Record<string, MemoryFile>>;
  /** Empty directories. */
  readonly directories?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: number;
  readonly random?: number;
  readonly pid?: number | null;
  readonly uid?: number | null;
  readonly mode?: "live" | "tree";
  readonly modes?: Readonly<Record<string, number>>;
  readonly stats?: Readonly<Record<string, Partial<FileStatus>>>;
  readonly statfs?: Readonly<Record<string, FileSystemStatus>>;
  readonly command?: (request: CommandRequest) => Promise<Read<CommandResult>> | Read<CommandResult>;
  readonly fetch?: (request: HttpRequest) => Promise<Read<HttpResponse>> | Read<HttpResponse>;
  readonly names?: Readonly<Record<string, readonly string[]>>;
  /** `host:port` that accept connections. */
  readonly listening?: readonly string[];
}

const missing: { ok: false; error: ReadFailure } = err({ code: "missing", what: "it does not exist" });

/** A node held in memory, for tests of probes. */
export class MemoryHost implements Host {
  readonly mode;
  readonly env;
  readonly pid;
  readonly #node: MemoryNode;
  readonly #files: ReadonlyMap<string, MemoryFile>;
  readonly #directories: ReadonlyMap<string, ReadonlySet<string>>;
  /** argv of every command that was asked for. */
  readonly commands: (readonly string[])[] = [];

  constructor(node: MemoryNode = {}) {
    this.#node = node;
    this.mode = node.mode ?? "live";
    this.env = node.env ?? {};
    this.pid = node.pid === undefined ? 4242 : node.pid;
    this.#files = new Map(Object.entries(node.files ?? {}));
    this.#directories = directoriesOf([...this.#files.keys()], node.directories ?? []);
  }

  now(): number {
    return this.#node.now ?? 1_800_000_000;
  }

  random(): number {
    return this.#node.random ?? 0.5;
  }

  identity(): ReturnType<Host["identity"]> {
    const uid = this.#node.uid === undefined ? 1000 : this.#node.uid;
    return { uid, gid: uid, groups: uid === null ? [] : [uid] };
  }

  async readBytes(path: string, maxBytes = 65536): Promise<Read<Uint8Array>> {
    const file = this.#find(path);
    if (!file.ok) return file;
    if (file.value.content === null) return err({ code: "not-regular", what: "it is a directory" });
    const bytes = typeof file.value.content === "string" ? Buffer.from(file.value.content) : file.value.content;
    return bytes.length > maxBytes
      ? err({ code: "too-large", what: `it is larger than ${maxBytes} bytes` })
      : ok(bytes);
  }

  async readText(path: string, maxBytes?: number): Promise<Read<string>> {
    const bytes = await this.readBytes(path, maxBytes);
    return bytes.ok ? ok(Buffer.from(bytes.value).toString("utf8")) : bytes;
  }

  async list(path: string): Promise<Read<readonly string[]>> {
    const found = this.#find(path);
    if (!found.ok) return found;
    const names = this.#directories.get(found.value.path);
    return names === undefined ? err({ code: "missing", what: "it is not a directory" }) : ok([...names].sort());
  }

  async stat(path: string, options?: { readonly follow?: boolean }): Promise<Read<FileStatus>> {
    const found = this.#find(path, options?.follow !== false);
    if (!found.ok) return found;
    const { path: real, content, link } = found.value;
    const { uid } = this.identity();
    return ok({
      type: link ? "symlink" : content === null ? "directory" : "file",
      mode: this.#node.modes?.[real] ?? (content === null ? 0o755 : 0o644),
      uid: uid ?? 0,
      gid: uid ?? 0,
      size: content === null ? 0 : content.length,
      modified: 0,
      device: 0,
      inode: 0,
      ...this.#node.stats?.[real],
    });
  }

  async readlink(path: string): Promise<Read<string>> {
    const file = this.#files.get(path);
    if (file === undefined) return missing;
    return typeof file === "object" && "link" in file
      ? ok(file.link)
      : err({ code: "io", what: "it is not a symbolic link" });
  }

  async statfs(path: string): Promise<Read<FileSystemStatus>> {
    return this.#node.statfs?.[path] === undefined ? missing : ok(this.#node.statfs[path]);
  }

  async access(path: string, mode: number): Promise<Read<boolean>> {
    const status = await this.stat(path);
    return status.ok ? ok(((status.value.mode >> 6) & mode) === mode) : status;
  }

  async command(request: CommandRequest): Promise<Read<CommandResult>> {
    this.commands.push(request.argv);
    return (await this.#node.command?.(request)) ?? err({ code: "missing", what: "no such command" });
  }

  async fetch(request: HttpRequest): Promise<Read<HttpResponse>> {
    return (await this.#node.fetch?.(request)) ?? err({ code: "io", what: "ECONNREFUSED" });
  }

  async resolve(name: string): Promise<Read<readonly string[]>> {
    const found = this.#node.names?.[name];
    return found === undefined ? err({ code: "io", what: "ENOTFOUND" }) : ok(found);
  }

  async connect(host: string, port: number): Promise<Read<number>> {
    return this.#node.listening?.includes(`${host}:${port}`) === true
      ? ok(1)
      : err({ code: "io", what: "ECONNREFUSED" });
  }

  secret<T>(_key: string, observe: (host: Host) => Promise<T>): Promise<T> {
    return observe(this);
  }

  #find(
    path: string,
    follow = true,
    depth = 0,
  ): Read<{ path: string; content: string | Uint8Array | null; link?: boolean }> {
    if (depth > 40) return err({ code: "loop", what: "too many symbolic links" });
    const clean = path === "/" ? "/" : path.replaceAll(/\/+/gu, "/").replace(/\/$/u, "");
    const file = this.#files.get(clean);
    if (file === undefined) return this.#directories.has(clean) ? ok({ path: clean, content: null }) : missing;
    if (typeof file === "string" || file instanceof Uint8Array) return ok({ path: clean, content: file });
    if ("failure" in file) return err(file.failure);
    if (!follow) return ok({ path: clean, content: "", link: true });
    return this.#find(
      file.link.startsWith("/") ? file.link : `${clean.slice(0, clean.lastIndexOf("/"))}/${file.link}`,
      true,
      depth + 1,
    );
  }
}

function directoriesOf(files: readonly string[], empty: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>([["/", new Set()]]);
  const add = (path: string): void => {
    const parent = path.slice(0, path.lastIndexOf("/")) || "/";
    if (path === "/" || path === "") return;
    if (!found.has(parent)) {
      found.set(parent, new Set());
      add(parent);
    }
    found.get(parent)?.add(path.slice(path.lastIndexOf("/") + 1));
  };
  for (const directory of empty) {
    found.set(directory, new Set());
    add(directory);
  }
  for (const file of files) add(file);
  return found;
}
