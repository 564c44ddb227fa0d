import type { RelayAccess } from "../model/edge.ts";
import type { Result } from "../model/result.ts";

/** Why a file, directory or command gave nothing. `what` is a sentence; `code` is for decisions. */
export interface ReadFailure {
  readonly code:
    | "missing"
    | "denied"
    | "not-regular"
    | "too-large"
    | "timeout"
    | "loop"
    | "changed"
    | "io"
    | "not-recorded";
  readonly what: string;
}
export type Read<T> = Result<T, ReadFailure>;

export interface FileStatus {
  readonly type: "file" | "directory" | "symlink" | "fifo" | "socket" | "character-device" | "block-device";
  /** Permission bits, with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  /** Epoch seconds. */
  readonly modified: number;
  readonly device: number;
  readonly inode: number;
}

export interface FileSystemStatus {
  readonly freeMiB: number;
  readonly totalMiB: number;
  readonly freeInodes: number | null;
  readonly totalInodes: number | null;
}

export interface CommandRequest {
  readonly argv: readonly [string, ...string[]];
  /** Exactly this environment; unset: ours without what the written rule removes. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Each of stdout and stderr is cut here (default 256 KiB) and `truncated` says so. */
  readonly maxBytes?: number;
  readonly input?: string;
  readonly cwd?: string;
}

/** How a command ended. A command that could not be started is a ReadFailure. */
export interface CommandResult {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly truncated: boolean;
  readonly timedOut: boolean;
}

export interface HttpRequest {
  readonly url: string;
  readonly method?: "GET" | "HEAD" | "POST";
  /** For everything together: connecting, headers, body. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Redirects that are followed, same scheme and host only (default 0). */
  readonly redirects?: number;
  /** Web proxy `http://host:port`; unset: direct. */
  readonly proxy?: string;
  /** Relay of an edge instead of a web proxy. */
  readonly relay?: RelayAccess;
  /** Directory of hashed CA certificates, beside the system's. */
  readonly caDirectory?: string;
}

export interface HttpResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/**
 * The only door to the outside for probes. All paths are paths *of the node*; an implementation may put
 * another root before them, replay a recording, or hold a tree in memory. Nothing here throws, everything is
 * bounded in size and time.
 */
export interface Host {
  /** `live`: this node. `tree`: another root; no command is run and no network used but what the tree has recorded. */
  readonly mode: "live" | "tree";
  readonly env: Readonly<Record<string, string>>;
  /** Epoch seconds, may be fractional. */
  now(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Process id of ours as the node sees it; null in a tree. */
  readonly pid: number | null;
  identity(): { readonly uid: number | null; readonly gid: number | null; readonly groups: readonly number[] };
  /** Regular files only (also /proc and /sys files); symlinks are followed inside the root. Default limit 64 KiB. */
  readBytes(path: string, maxBytes?: number): Promise<Read<Uint8Array>>;
  /** Bytes as text: UTF-8, invalid sequences become U+FFFD. */
  readText(path: string, maxBytes?: number): Promise<Read<string>>;
  /** Names, sorted by code unit; at most 10,000. */
  list(path: string): Promise<Read<readonly string[]>>;
  /** Follows symlinks unless asked not to. */
  stat(path: string, options?: { readonly follow?: boolean }): Promise<Read<FileStatus>>;
  readlink(path: string): Promise<Read<string>>;
  statfs(path: string): Promise<Read<FileSystemStatus>>;
  /** Whether we may read (4), write (2), execute (1) it. */
  access(path: string, mode: number): Promise<Read<boolean>>;
  command(request: CommandRequest): Promise<Read<CommandResult>>;
  fetch(request: HttpRequest): Promise<Read<HttpResponse>>;
  /** Name look-up; addresses as text. */
  resolve(name: string, timeoutMs: number): Promise<Read<readonly string[]>>;
  /** TCP connection; the value is the milliseconds it took. */
  connect(host: string, port: number, timeoutMs: number): Promise<Read<number>>;
  /**
   * Observes something secret. `observe` gets a host that records nothing and returns public facts (JSON only); a
   * recording keeps those facts instead of the secret bytes, and a replay gives them back without observing.
   */
  secret<T>(key: string, observe: (host: Host) => Promise<T>): Promise<T>;
}
