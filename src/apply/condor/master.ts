import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { MasterExit } from "../../decide/end-reason.ts";
import type { Actor } from "../../host/actor.ts";
import type { Host } from "../../host/host.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { cannotWrite } from "../work-directory.ts";
import { sweepOrphans } from "./sweep.ts";

/** A running condor_master under its keeper. */
export interface Master {
  readonly pid: number;
  readonly keeperPid: number;
  /** Resolves when nothing of HTCondor or of its jobs is left, but for `leftovers`. */
  readonly exited: Promise<MasterExit>;
  /** Whether something could not be killed. */
  readonly leftovers: () => boolean;
  /** TERM: graceful; QUIT: fast; HUP: read the configuration again; USR1: kill every descendant now. */
  signal(signal: "SIGTERM" | "SIGQUIT" | "SIGHUP" | "SIGUSR1"): void;
}

export interface MasterRequest {
  readonly keeper: string;
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  readonly work: string;
  /** Soft limit of open files that we were started with; Node raised its own, which jobs should not inherit. */
  readonly openFiles: number | null;
  /** Seconds that HTCondor has to end when we are killed; jobs need some. */
  readonly deathGrace?: number;
}

const reports = 3;
/** The keeper takes at most 20 s to kill what can be killed. */
const keeperMs = 25_000;

/**
 * Starts condor_master below the keeper. The keeper is a child subreaper, so that no process of HTCondor or of a job
 * escapes it, and the kernel tells it when we are killed.
 */
export async function startMaster(host: Host, actor: Actor, request: MasterRequest): Promise<Result<Master, Failure>> {
  const log = actor.openLog(join(request.work, "keeper.log"));
  if (!log.ok) return err(cannotWrite(request.work, log.error.what));
  const options = [
    "--parent",
    String(process.pid),
    "--death-grace",
    String(request.deathGrace ?? 10),
    "--leftover-grace",
    "5",
    ...(request.openFiles === null ? [] : ["--nofile", String(request.openFiles)]),
  ];
  const spawned = actor.spawn({
    argv: [request.keeper, ...options, "--", request.program, "-f"],
    env: request.env,
    cwd: request.work,
    stdio: ["ignore", log.value, log.value, "pipe"],
  });
  actor.close(log.value);
  return spawned.ok
    ? started(spawned.value, request.program, (pid) => sweepOrphans(host, actor, pid, request.work))
    : err(notStarted(request.program, spawned.error.what));
}

function started(
  child: ChildProcess,
  program: string,
  sweep: (master: number) => Promise<void>,
): Promise<Result<Master, Failure>> {
  const { promise: exited, resolve: exit } = Promise.withResolvers<MasterExit>();
  const { promise, resolve } = Promise.withResolvers<Result<Master, Failure>>();
  let reported: MasterExit | null = null;
  let master: number | null = null;
  let left = false;
  const pipe = child.stdio[reports];
  if (pipe instanceof Readable) {
    pipe.on("error", () => undefined);
    createInterface({ input: pipe }).on("line", (line) => {
      const [word, text] = line.split(" ");
      const number = Number(text);
      if (word === "started" && child.pid !== undefined) {
        master = number;
        resolve(ok(masterOf(child, child.pid, number, exited, () => left)));
      } else if (word === "left") left = true;
      else if (word === "exited") reported = { status: number };
      else if (word === "signalled") reported = { signal: number };
      else if (word === "failed") resolve(err(notStarted(program, `errno ${number}`)));
    });
  }
  child.on("error", (error) => resolve(err(notStarted(program, error.message))));
  child.on("exit", (status, signal) => {
    // The report may still be in the pipe when the keeper is reaped.
    setImmediate(() => {
      resolve(err(notStarted(program, `the keeper ended with ${status ?? signal ?? "no status"}`)));
      if (signal === null || master === null) exit(reported ?? { status: status ?? 0 });
      else void sweep(master).then(() => exit(reported ?? { lost: `its keeper ended with ${signal}` }));
    });
  });
  return promise;
}

function masterOf(
  child: ChildProcess,
  keeperPid: number,
  pid: number,
  exited: Promise<MasterExit>,
  leftovers: () => boolean,
): Master {
  let deadline: NodeJS.Timeout | undefined;
  const signal = (name: NodeJS.Signals): void => {
    child.kill(name);
    if (name !== "SIGUSR1") return;
    // A keeper that is stopped hears nothing; one that still does not end hangs, and what it kept is swept without it.
    child.kill("SIGCONT");
    deadline ??= setTimeout(() => child.kill("SIGKILL"), keeperMs);
    deadline.unref();
  };
  return { pid, keeperPid, exited, leftovers, signal };
}

const notStarted = (program: string, detail: string): Failure =>
  failure(
    "CONDOR_BROKEN",
    program,
    "could not be started",
    "Check that the program runs on this node and that the work directory's file system is not mounted noexec.",
    { detail },
  );
