import { readFileSync } from "node:fs";
import { err, ok } from "../model/result.ts";
import { parseEnvironmentFile } from "../parse/environment-file.ts";
import type {
  CommandRequest,
  FileStatus,
  FileSystemStatus,
  Host,
  HttpRequest,
  HttpResponse,
  Read,
  ReadFailure,
} from "./host.ts";
import { accessKey, commandKey, fetchKey, type Journal, journalEnvironment, journalFile, statKey } from "./journal.ts";
import { defaultMaxBytes, linkOf, listNames, readWhole, statusOf } from "./local-files.ts";
import { rootedPath } from "./rooted-path.ts";

export interface TreeHostOptions {
  readonly root: string;
  /** Unset: what the recording has, else empty: the environment of whoever replays is not the node's. */
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: number;
}

const notRecorded = (what: string): { ok: false; error: ReadFailure } => err({ code: "not-recorded", what });

/** Another root directory observed as if it were `/`: a recorded node, or one composed by hand. */
export class TreeHost implements Host {
  readonly mode = "tree";
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number | null;
  readonly #root: string;
  readonly #journal: Journal | null;
  readonly #now: number;

  constructor(options: TreeHostOptions) {
    this.#root = options.root.replace(/\/+$/u, "") || "/";
    this.#journal = readJournal(this.#root);
    this.env = options.env ?? readRecordedEnvironment(this.#root);
    this.pid = this.#journal?.pid ?? null;
    this.#now = options.now ?? this.#journal?.now ?? Date.now() / 1000;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#journal?.random ?? 0.5;
  }

  identity(): ReturnType<Host["identity"]> {
    if (this.#journal !== null) return this.#journal.identity;
    const path = rootedPath(this.#root, "/proc/self/status", true);
    const text = path.ok ? readWhole(path.value, defaultMaxBytes) : path;
    const id = (name: string): number | null => {
      const match = text.ok
        ? new RegExp(`^${name}:\\s*([0-9]{1,10})\\s`, "mu").exec(Buffer.from(text.value).toString("latin1"))
        : null;
      return match?.[1] === undefined ? null : Number(match[1]);
    };
    return { uid: id("Uid"), gid: id("Gid"), groups: [] };
  }

  async readBytes(path: string, maxBytes = defaultMaxBytes): Promise<Read<Uint8Array>> {
    const failed = this.#journal?.failures[path];
    if (failed !== undefined) return failed;
    return this.#at(path, true, (real) => readWhole(real, maxBytes));
  }

  async readText(path: string, maxBytes = defaultMaxBytes): Promise<Read<string>> {
    const bytes = await this.readBytes(path, maxBytes);
    return bytes.ok ? ok(Buffer.from(bytes.value).toString("utf8")) : bytes;
  }

  async list(path: string): Promise<Read<readonly string[]>> {
    return this.#journal?.list[path] ?? this.#at(path, true, (real) => hideJournal(path, listNames(real)));
  }

  async stat(path: string, options?: { readonly follow?: boolean }): Promise<Read<FileStatus>> {
    const follow = options?.follow !== false;
    return (
      this.#journal?.stat[statKey(path, follow)] ??
      this.#at(path, follow, (real) => this.#asOfNode(statusOf(real, false)))
    );
  }

  async readlink(path: string): Promise<Read<string>> {
    return this.#journal?.readlink[path] ?? this.#at(path, false, linkOf);
  }

  async statfs(path: string): Promise<Read<FileSystemStatus>> {
    return this.#journal?.statfs[path] ?? notRecorded("free space is not recorded in this tree");
  }

  async access(path: string, mode: number): Promise<Read<boolean>> {
    const recorded = this.#journal?.access[accessKey(path, mode)];
    if (recorded !== undefined) return recorded;
    const status = await this.stat(path);
    if (!status.ok) return status;
    // The owner's bits, because the files of a composed tree count as the node user's; who replays does not matter.
    const { uid } = this.identity();
    return ok((uid === 0 && mode !== 1) || ((status.value.mode >> 6) & mode) === mode);
  }

  async command(request: CommandRequest): ReturnType<Host["command"]> {
    return (
      this.#journal?.commands[commandKey(request.argv, request.input)] ??
      notRecorded(`\`${request.argv[0]}\` is not run on a recorded node and the tree has no output of it`)
    );
  }

  async fetch(request: HttpRequest): Promise<Read<HttpResponse>> {
    const recorded = this.#journal?.fetches[fetchKey(request.method ?? "GET", request.url)];
    if (recorded === undefined)
      return notRecorded("the network is not used on a recorded node and the tree has no answer");
    return recorded.ok ? ok({ ...recorded.value, body: Buffer.from(recorded.value.body, "base64") }) : recorded;
  }

  async resolve(name: string): Promise<Read<readonly string[]>> {
    return this.#journal?.resolves[name] ?? notRecorded("names are not looked up for a recorded node");
  }

  async connect(host: string, port: number): Promise<Read<number>> {
    return this.#journal?.connects[`${host}:${port}`] ?? notRecorded("the network is not used on a recorded node");
  }

  async secret<T>(key: string, observe: (host: Host) => Promise<T>): Promise<T> {
    const recorded = this.#journal?.secrets[key];
    // The recording is of this program's own making; a hand-edited one is on its editor.
    return recorded === undefined ? observe(this) : (recorded as T);
  }

  #at<T>(path: string, follow: boolean, read: (real: string) => Read<T>): Read<T> {
    const real = rootedPath(this.#root, path, follow);
    return real.ok ? read(real.value) : real;
  }

  /** Whoever unpacked the tree owns its files; on the node they were the user's, or root's outside /tmp and homes. */
  #asOfNode(read: Read<FileStatus>): Read<FileStatus> {
    const { uid, gid } = this.identity();
    return read.ok ? ok({ ...read.value, uid: uid ?? 0, gid: gid ?? 0, modified: 0, device: 0, inode: 0 }) : read;
  }
}

function hideJournal(path: string, names: Read<readonly string[]>): Read<readonly string[]> {
  return names.ok && /^\/*$/u.test(path)
    ? ok(names.value.filter((name) => !journalFile.startsWith(`${name}/`)))
    : names;
}

function readJournal(root: string): Journal | null {
  try {
    // Written by `--record`; see Journal for its shape.
    return JSON.parse(readFileSync(`${root}/${journalFile}`, "utf8")) as Journal;
  } catch {
    return null;
  }
}

function readRecordedEnvironment(root: string): Readonly<Record<string, string>> {
  try {
    const parsed = parseEnvironmentFile(readFileSync(`${root}/${journalEnvironment}`, "utf8"));
    return parsed.ok ? parsed.value : {};
  } catch {
    return {};
  }
}
