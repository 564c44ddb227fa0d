import { err, ok } from "../model/result.ts";
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
import {
  type Answers,
  accessKey,
  commandKey,
  fetchKey,
  type Journal,
  journalDirectory,
  type RecordedIdentity,
  statKey,
} from "./journal.ts";
import { defaultMaxBytes, linkOf, listNames, readWhole, statusOf } from "./local-files.ts";
import { readJournal, readRecordedEnvironment } from "./read-recording.ts";
import { rootedPath } from "./rooted-path.ts";

export interface TreeHostOptions {
  readonly root: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Used where neither `env` is given nor an environment recorded. */
  readonly inherited?: Readonly<Record<string, string>>;
  readonly now?: number;
}

const notRecorded = (what: string): { ok: false; error: ReadFailure } => err({ code: "not-recorded", what });

/** Another root directory observed as if it were `/`: a recorded node, or one composed by hand. */
export class TreeHost implements Host {
  readonly mode = "tree";
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number | null;
  /** What of the recording itself could not be used. */
  readonly problems: readonly string[];
  readonly #root: string;
  readonly #journal: Journal;
  readonly #now: number;
  readonly #identity: RecordedIdentity;

  constructor(options: TreeHostOptions) {
    this.#root = options.root.replace(/\/+$/u, "") || "/";
    const { journal, problem } = readJournal(this.#root);
    const recorded = options.env === undefined ? readRecordedEnvironment(this.#root) : { env: null, problem: "" };
    this.#journal = journal;
    this.problems = [problem, recorded.problem].filter((text) => text !== "");
    this.env = options.env ?? recorded.env ?? options.inherited ?? {};
    this.pid = journal.pid;
    this.#identity = journal.identity ?? this.#identityOfProcess();
    this.#now = options.now ?? journal.now ?? Date.now() / 1000;
  }

  now(): number {
    return this.#now;
  }

  random(): number {
    return this.#journal.random ?? 0.5;
  }

  identity(): ReturnType<Host["identity"]> {
    return this.#identity;
  }

  async readBytes(path: string, maxBytes = defaultMaxBytes): Promise<Read<Uint8Array>> {
    return (
      recorded(this.#journal.failures, path) ??
      this.#at(path, true, (real) => this.#withheld(real) ?? readWhole(real, maxBytes))
    );
  }

  async readText(path: string, maxBytes = defaultMaxBytes): Promise<Read<string>> {
    const bytes = await this.readBytes(path, maxBytes);
    return bytes.ok ? ok(Buffer.from(bytes.value).toString("utf8")) : bytes;
  }

  async list(path: string): Promise<Read<readonly string[]>> {
    return (
      recorded(this.#journal.list, path) ??
      this.#at(path, true, (real) => this.#withheld(real) ?? this.#withoutJournal(real, listNames(real)))
    );
  }

  async stat(path: string, options?: { readonly follow?: boolean }): Promise<Read<FileStatus>> {
    const follow = options?.follow !== false;
    return (
      recorded(this.#journal.stat, statKey(path, follow)) ??
      this.#at(path, follow, (real) => this.#asOfNode(statusOf(real, false)))
    );
  }

  async readlink(path: string): Promise<Read<string>> {
    return recorded(this.#journal.readlink, path) ?? this.#at(path, false, linkOf);
  }

  async statfs(path: string): Promise<Read<FileSystemStatus>> {
    return recorded(this.#journal.statfs, path) ?? notRecorded("free space is not recorded in this tree");
  }

  async access(path: string, mode: number): Promise<Read<boolean>> {
    const known = recorded(this.#journal.access, accessKey(path, mode));
    if (known !== undefined) return known;
    const status = await this.stat(path);
    if (!status.ok) return status;
    const { uid } = this.#identity;
    return ok((uid === 0 && mode !== 1) || ((status.value.mode >> 6) & mode) === mode);
  }

  async command(request: CommandRequest): ReturnType<Host["command"]> {
    return (
      recorded(this.#journal.commands, commandKey(request.argv, request.input)) ??
      notRecorded(`\`${request.argv[0]}\` is not run on a recorded node and the tree has no output of it`)
    );
  }

  async fetch(request: HttpRequest): Promise<Read<HttpResponse>> {
    const known = recorded(this.#journal.fetches, fetchKey(request.method ?? "GET", request.url));
    if (known === undefined)
      return notRecorded("the network is not used on a recorded node and the tree has no answer");
    return known.ok ? ok({ ...known.value, body: Buffer.from(known.value.body, "base64") }) : known;
  }

  async resolve(name: string): Promise<Read<readonly string[]>> {
    return recorded(this.#journal.resolves, name) ?? notRecorded("names are not looked up for a recorded node");
  }

  async connect(host: string, port: number): Promise<Read<number>> {
    return (
      recorded(this.#journal.connects, `${host}:${port}`) ?? notRecorded("the network is not used on a recorded node")
    );
  }

  async secret<T>(key: string, observe: (host: Host) => Promise<T>): Promise<T> {
    const known = recorded(this.#journal.secrets, key);
    if (known === undefined) return observe(this);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `RecordingHost.secret` under this key
    return known as T;
  }

  /** As the kernel shows it in the tree. */
  #identityOfProcess(): RecordedIdentity {
    const text = this.#at("/proc/self/status", true, (real) => readWhole(real, defaultMaxBytes));
    const id = (name: string): number | null => {
      const match = text.ok
        ? new RegExp(`^${name}:\\s*([0-9]{1,10})\\s`, "mu").exec(Buffer.from(text.value).toString("latin1"))
        : null;
      return match?.[1] === undefined ? null : Number(match[1]);
    };
    return { uid: id("Uid"), gid: id("Gid"), groups: [] };
  }

  #at<T>(path: string, follow: boolean, read: (real: string) => Read<T>): Read<T> {
    const real = rootedPath(this.#root, path, follow);
    return real.ok ? read(real.value) : real;
  }

  /** Whoever unpacked the tree owns its files, at the time when they did; on the node they count as the user's. */
  #asOfNode(read: Read<FileStatus>): Read<FileStatus> {
    if (!read.ok || this.#root === "/") return read;
    const { uid, gid } = this.#identity;
    return ok({ ...read.value, uid: uid ?? 0, gid: gid ?? 0, modified: 0, device: 0, inode: 0 });
  }

  /** Root may read everything, and whoever replays may be root where the node's user was not. */
  #withheld(real: string): Read<never> | null {
    if (this.#root === "/" || this.#identity.uid === 0) return null;
    const status = statusOf(real, false);
    return status.ok && (status.value.mode & 0o400) === 0
      ? err({ code: "denied", what: "permission denied (EACCES)" })
      : null;
  }

  #withoutJournal(real: string, names: Read<readonly string[]>): Read<readonly string[]> {
    return names.ok && real === this.#root ? ok(names.value.filter((name) => name !== journalDirectory)) : names;
  }
}

const recorded = <T>(answers: Answers<T>, key: string): T | undefined =>
  Object.hasOwn(answers, key) ? answers[key] : undefined;
