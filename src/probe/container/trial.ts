import type { CommandResult, Host, Read } from "../../host/host.ts";
import type { ProbeImage } from "../../host/probe-image.ts";
import { findProof, type Proof, proofStatus } from "../../parse/container/proof-line.ts";
import type { Patience } from "./patience.ts";

/** What every call of a candidate has in common. */
export interface Workshop {
  readonly host: Host;
  readonly image: Pick<ProbeImage, "directory" | "token">;
  readonly patience: Patience;
  /** Options before `exec` and options of it that the settings name. */
  readonly globalOptions: readonly string[];
  readonly options: readonly string[];
}

export interface Runtime {
  readonly path: string;
  readonly limitMs: number;
  /** A program, with its options, that starts the runtime. */
  readonly below?: readonly [string, ...string[]];
}

export interface Call {
  readonly ran: Read<CommandResult>;
  readonly limitMs: number;
}

export interface TrialRequest {
  readonly flags: readonly string[];
  /** Name of the trial; what it writes into its home is called so. */
  readonly name: string;
  readonly image?: string;
  readonly binds?: readonly string[];
  readonly home?: string;
  /** Instead of our program with the token, a bound file and a file to write. */
  readonly command?: readonly string[];
}

export interface Trial extends Call {
  readonly flags: readonly string[];
  /** Null: our program did not run to its end. */
  readonly proof: Proof | null;
}

const usualPath = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";
const maxBytes = 65_536;

/** Calls a runtime, within its limit and with an environment of ours alone: some forty variables can break or change one. */
export async function call(
  shop: Workshop,
  { path, limitMs, below }: Runtime,
  args: readonly string[],
  // Of calls that wait beside each other only one costs time.
  beside = false,
): Promise<Call> {
  const { host, image, patience } = shop;
  const limit = patience.limit(limitMs);
  const own = host.env["PATH"];
  const ran = await host.command({
    argv: below === undefined ? [path, ...args] : [...below, path, ...args],
    env: {
      PATH: own === undefined || own === "" ? usualPath : `${own}:${usualPath}`,
      HOME: `${image.directory}/home`,
      TMPDIR: `${image.directory}/tmp`,
      LC_ALL: "C",
    },
    cwd: image.directory,
    timeoutMs: limit,
    maxBytes,
  });
  if (ran.ok && ran.value.timedOut && !beside) patience.spend(limit);
  return { ran, limitMs: limit };
}

/** Runs our program in our image. Only its status together with its line is a proof. */
export async function tryRuntime(shop: Workshop, runtime: Runtime, request: TrialRequest): Promise<Trial> {
  const { token } = shop.image;
  const binds = ["token:/token", ...(request.binds ?? [])];
  const made = await call(shop, runtime, [
    ...shop.globalOptions,
    "exec",
    ...request.flags,
    ...shop.options,
    ...["--home", `${request.home ?? "home"}:/srv`, "--pwd", "/srv"],
    ...binds.flatMap((bind) => ["--bind", bind]),
    request.image ?? "image",
    ...(request.command ?? ["/probe", token, "/token", `/srv/${request.name}`]),
  ]);
  const { ran } = made;
  const proof = ran.ok && ran.value.status === proofStatus ? findProof(ran.value.stdout, token) : null;
  return { ...made, flags: request.flags, proof };
}
