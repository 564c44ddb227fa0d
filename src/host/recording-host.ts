import { namesSecret, redactSecrets, redactValue, removed } from "../parse/redact.ts";
import type { CommandRequest, FileStatus, FileSystemStatus, Host, HttpRequest, HttpResponse, Read } from "./host.ts";
import { accessKey, commandKey, fetchKey, type JournalPart, type RecordedResponse, statKey } from "./journal.ts";
import { writeRecording } from "./write-recording.ts";

/** Headers that a probe may ask for; others may hold cookies and the like. */
const keptHeaders = new Set(["content-type", "content-length", "cache-control", "expires", "date", "age"]);

/**
 * Passes everything through to a host and keeps what came back, as a tree that `--root` replays. Each question is
 * asked once, and what probes get is what is kept, with secrets taken out: so the replay cannot differ from the
 * original. Credentials go through `secret` and their bytes never get here.
 */
export class RecordingHost implements Host {
  readonly mode;
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number | null;
  readonly #host: Host;
  readonly #random: number;
  readonly #now: number;
  readonly #asked = new Map<string, Promise<unknown>>();
  readonly #files = new Map<string, Uint8Array>();
  readonly #answers: Readonly<Record<JournalPart, Map<string, unknown>>> = {
    failures: new Map(),
    stat: new Map(),
    list: new Map(),
    readlink: new Map(),
    statfs: new Map(),
    access: new Map(),
    commands: new Map(),
    fetches: new Map(),
    resolves: new Map(),
    connects: new Map(),
    secrets: new Map(),
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
    const known = this.#files.get(path);
    if (known !== undefined && known.length <= (maxBytes ?? known.length)) return { ok: true, value: known };
    const read = await this.#once(`read ${maxBytes ?? ""} ${path}`, () => this.#host.readBytes(path, maxBytes));
    if (read.ok) {
      // Another reader may have come first with other content of a file that changes all the time.
      const kept = this.#files.get(path) ?? withoutSecrets(read.value);
      this.#files.set(path, kept);
      return { ok: true, value: kept };
    }
    // A file that changes is read again by who needs it.
    if (read.error.code === "changed") this.#asked.delete(`read ${maxBytes ?? ""} ${path}`);
    if (read.error.code !== "missing") this.#answers.failures.set(path, read);
    return read;
  }

  async readText(path: string, maxBytes?: number): Promise<Read<string>> {
    const read = await this.readBytes(path, maxBytes);
    return read.ok ? { ok: true, value: Buffer.from(read.value).toString("utf8") } : read;
  }

  list(path: string): Promise<Read<readonly string[]>> {
    return this.#keep("list", path, () => this.#host.list(path));
  }

  stat(path: string, options?: { readonly follow?: boolean }): Promise<Read<FileStatus>> {
    return this.#keep("stat", statKey(path, options?.follow !== false), () => this.#host.stat(path, options));
  }

  readlink(path: string): Promise<Read<string>> {
    return this.#keep("readlink", path, () => this.#host.readlink(path));
  }

  statfs(path: string): Promise<Read<FileSystemStatus>> {
    return this.#keep("statfs", path, () => this.#host.statfs(path));
  }

  access(path: string, mode: number): Promise<Read<boolean>> {
    return this.#keep("access", accessKey(path, mode), () => this.#host.access(path, mode));
  }

  command(request: CommandRequest): ReturnType<Host["command"]> {
    const key = commandKey(request.argv, request.input);
    return this.#keep("commands", key, async () => redactValue(await this.#host.command(request)));
  }

  async fetch(request: HttpRequest): Promise<Read<HttpResponse>> {
    const key = fetchKey(request.method ?? "GET", request.url);
    const recorded = await this.#keep("fetches", key, async (): Promise<Read<RecordedResponse>> => {
      const read = await this.#host.fetch(request);
      return read.ok ? { ok: true, value: recordedResponse(read.value) } : redactValue(read);
    });
    return recorded.ok
      ? { ok: true, value: { ...recorded.value, body: Buffer.from(recorded.value.body, "base64") } }
      : recorded;
  }

  resolve(name: string, timeoutMs: number): Promise<Read<readonly string[]>> {
    return this.#keep("resolves", name, () => this.#host.resolve(name, timeoutMs));
  }

  connect(host: string, port: number, timeoutMs: number): Promise<Read<number>> {
    return this.#keep("connects", `${host}:${port}`, () => this.#host.connect(host, port, timeoutMs));
  }

  secret<T>(key: string, observe: (host: Host) => Promise<T>): Promise<T> {
    return this.#keep("secrets", key, async () => redactValue(await this.#host.secret(key, observe)));
  }

  /** Writes the tree into a directory of the caller's. Throws what the file system says. */
  write(directory: string): void {
    // What could be read in the end is not also a failure.
    for (const path of this.#files.keys()) this.#answers.failures.delete(path);
    writeRecording(directory, {
      files: this.#files,
      environment: Object.entries(this.env).map(
        ([name, value]) => [name, namesSecret(name) && !isPath(value) ? removed : redactSecrets(value)] as const,
      ),
      facts: { now: this.#now, random: this.#random, pid: this.pid, identity: this.identity() },
      answers: this.#answers,
    });
  }

  async #keep<T>(part: JournalPart, key: string, ask: () => Promise<T>): Promise<T> {
    const answer = await this.#once(`${part} ${key}`, ask);
    this.#answers[part].set(key, answer);
    return answer;
  }

  #once<T>(question: string, ask: () => Promise<T>): Promise<T> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a question names its kind first, so the same question has an answer of the same type
    const asked = this.#asked.get(question) as Promise<T> | undefined;
    if (asked !== undefined) return asked;
    const answer = ask();
    this.#asked.set(question, answer);
    return answer;
  }
}

/** `GLIDEIN_Token=/home/u/token` names a file, whatever the variable is called. */
const isPath = (value: string): boolean => /^\.{0,2}\/[\w./@+-]*$/u.test(value);

function recordedResponse({ status, headers, body }: HttpResponse): RecordedResponse {
  return {
    status,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => keptHeaders.has(name))),
    body: Buffer.from(withoutSecrets(body)).toString("base64"),
  };
}

/** Byte for byte the same but for the secrets, also where it is not text. */
function withoutSecrets(bytes: Uint8Array): Uint8Array {
  return Buffer.from(redactSecrets(Buffer.from(bytes).toString("latin1")), "latin1");
}
