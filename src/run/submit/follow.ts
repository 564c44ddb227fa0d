import { cancelScript, followScript, forgetScript } from "../../decide/submit/remote-scripts.ts";
import { type BatchState, batchStateOf } from "../../decide/submit/systems.ts";
import type { Failure } from "../../model/failure.ts";
import { ok, type Result } from "../../model/result.ts";
import { printable } from "../../parse/printable.ts";
import type { ControlLine } from "../../parse/submit/control-line.ts";
import { remoteStep } from "./remote.ts";
import type { SubmitRequest, SubmittedJob } from "./submit-request.ts";

const followMs = 2_147_483_647;
const shortMs = 60_000;
const shownLines = 20;
/** A job that its system does not know any more, so often in a row, has ended. */
const mostUnknown = 3;

/** Tells what becomes of the job until it has ended, or nobody wants to know; the value is the exit status. */
export async function followJob(
  request: SubmitRequest,
  submitted: SubmittedJob,
  everySeconds: number,
): Promise<Result<number, Failure>> {
  const { system, job, directory } = submitted;
  const done = new AbortController();
  const onStop = (): void => done.abort();
  request.stop.addEventListener("abort", onStop, { once: true });
  if (request.stop.aborted) onStop();
  const watched = new Watched(request, submitted, () => done.abort());
  const said = await remoteStep(request, {
    script: (mark) => followScript({ mark, system, directory, job, everySeconds }),
    onLine: (line) => watched.hear(line),
    timeoutMs: followMs,
    stop: done.signal,
  });
  request.stop.removeEventListener("abort", onStop);
  if (watched.ended !== null) {
    watched.showOutput();
    request.emit({ event: "batch-ended", job, status: watched.ended.status });
    // The token is of no use any more. What cannot be removed now goes when the directory expires.
    await remoteStep(request, { script: (mark) => forgetScript(mark, directory), timeoutMs: shortMs });
    return ok(watched.ended.status ?? 0);
  }
  if (request.stop.aborted) return interrupted(request, submitted);
  request.emit({
    event: "left-running",
    job,
    fix: `look at it with the commands of ${system} on ${request.connection.host}`,
  });
  return said.ok ? ok(0) : said;
}

/** What was heard of the job. */
class Watched {
  ended: Extract<BatchState, { kind: "ended" }> | null = null;
  #state = "";
  #output: readonly string[] = [];
  #unknown = 0;
  #known = false;
  readonly #request: SubmitRequest;
  readonly #submitted: SubmittedJob;
  readonly #finish: () => void;

  constructor(request: SubmitRequest, submitted: SubmittedJob, finish: () => void) {
    this.#request = request;
    this.#submitted = submitted;
    this.#finish = finish;
  }

  hear({ word, rest }: ControlLine): void {
    if (word === "output") {
      this.#output = Buffer.from(rest, "base64").toString("utf8").trimEnd().split("\n").slice(-shownLines);
      if (this.ended !== null) this.#finish();
    }
    if (word !== "state" || this.ended !== null) return;
    const { system, job } = this.#submitted;
    const state = batchStateOf(system, rest);
    if (state === null) {
      this.#unknown += 1;
      if (this.#known && this.#unknown >= mostUnknown) this.#end({ kind: "ended", status: null });
      return;
    }
    this.#unknown = 0;
    this.#known = true;
    const shown = printable(rest.trim(), 80);
    if (shown !== this.#state) this.#request.emit({ event: "batch-state", job, state: shown });
    this.#state = shown;
    if (state.kind === "ended") this.#end(state);
  }

  /** Its output comes right after its state; one that has none is not waited for. */
  #end(state: Extract<BatchState, { kind: "ended" }>): void {
    this.ended = state;
    setTimeout(this.#finish, 2000).unref();
  }

  showOutput(): void {
    if (this.#output.length > 0)
      this.#request.emit({
        event: "batch-output",
        job: this.#submitted.job,
        lines: this.#output.map((line) => printable(line, 300)),
      });
  }
}

async function interrupted(request: SubmitRequest, { system, job }: SubmittedJob): Promise<Result<number, Failure>> {
  if (!(await request.cancelOnStop(job))) {
    request.emit({ event: "left-running", job, fix: `cancel it there when you do not want it (${system})` });
    return ok(0);
  }
  const said = await remoteStep(request, { script: (mark) => cancelScript(mark, system, job), timeoutMs: shortMs });
  if (!said.ok) return said;
  request.emit({ event: "cancelled", job });
  return ok(0);
}
