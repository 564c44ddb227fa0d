import { createReadStream } from "node:fs";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { helloScript, payloadScript, submitScript } from "../../decide/submit/remote-scripts.ts";
import { jobIdIn, type SubmitSystem, submitSystems } from "../../decide/submit/systems.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { printable } from "../../parse/printable.ts";
import type { ControlLine } from "../../parse/submit/control-line.ts";
import { followJob } from "./follow.ts";
import { remoteStep } from "./remote.ts";
import type { SubmitRequest, SubmittedJob } from "./submit-request.ts";

const helloMs = 60_000;
const payloadMs = 1_800_000;
const submitMs = 180_000;

/**
 * From a connection to the end of the batch job; the value is the exit status. Until the job is submitted an interruption
 * leaves nothing; the submission itself is not interrupted, so that its job is known.
 */
export async function submit(request: SubmitRequest): Promise<Result<number, Failure>> {
  const hello = await greet(request);
  if (!hello.ok) return hello;
  const program = await sendPayload(request, hello.value);
  if (!program.ok) return program;
  if (request.stop.aborted)
    return err(failure("TRY_AGAIN", request.connection.host, "stopped; nothing was submitted", "Start it again."));
  const job = await submitJob(request, hello.value, program.value);
  if (!job.ok) return job;
  request.emit({ event: "submitted", host: request.connection.host, ...job.value });
  return request.pollSeconds === null ? ok(0) : followJob(request, job.value, request.pollSeconds);
}

interface Hello {
  readonly base: string;
  readonly system: SubmitSystem;
  readonly hasPayload: boolean;
}

const restOf = (said: readonly ControlLine[], wanted: string): string | undefined =>
  said.find(({ word }) => word === wanted)?.rest;

async function greet(request: SubmitRequest): Promise<Result<Hello, Failure>> {
  const { connection, directory, payload, system, stop, emit } = request;
  const said = await remoteStep(request, {
    script: (mark) => helloScript({ mark, directory, payload: payload.sha256, system }),
    timeoutMs: helloMs,
    stop,
  });
  if (!said.ok) return said;
  const base = restOf(said.value, "base") ?? "";
  const host = printable(restOf(said.value, "host") ?? connection.host, 100);
  emit({ event: "connected", host, directory: printable(base), opened: request.opened });
  for (const { word, rest } of said.value)
    if (word === "cleaned") emit({ event: "expired", directory: printable(rest) });
  const found = said.value.flatMap(({ word, rest }) => (word === "system" ? [rest] : []));
  const known = submitSystems.filter((one) => found.includes(one));
  const [only, ...others] = known;
  if (only !== undefined && others.length === 0) return ok({ base, system: only, hasPayload: isPresent(said.value) });
  return err(
    failure(
      "USAGE",
      host,
      known.length === 0
        ? `no command of ${system ?? "a batch system"} was found there`
        : `several batch systems were found: ${known.join(", ")}`,
      known.length === 0
        ? "See that the account's login shell finds sbatch, qsub, bsub or flux."
        : "Name the one to be used: --system.",
    ),
  );
}

const isPresent = (said: readonly ControlLine[]): boolean => restOf(said, "payload") === "present";

/** The program's path on the far side, where it is now. */
async function sendPayload(request: SubmitRequest, { base, hasPayload }: Hello): Promise<Result<string, Failure>> {
  const { payload, stop, emit } = request;
  const path = `${base}/payload/${payload.sha256}/glidein`;
  let copied = 0;
  if (!hasPayload) {
    const sent = await remoteStep(request, {
      script: (mark) => payloadScript(mark, base, payload.sha256),
      feed: (input) => void feedCompressed(payload.path, input, (bytes) => (copied += bytes)),
      timeoutMs: payloadMs,
      stop,
    });
    if (!sent.ok) return sent;
  }
  emit({ event: "payload", sha256: payload.sha256, copied });
  return ok(path);
}

async function feedCompressed(path: string, input: Writable, count: (bytes: number) => void): Promise<void> {
  const gzip = createGzip({ level: 3 });
  gzip.on("data", (chunk: Buffer) => count(chunk.length));
  // The end of a connection is told by ssh.
  await pipeline(createReadStream(path), gzip, input).catch(() => input.destroy());
}

async function submitJob(
  request: SubmitRequest,
  { base, system }: Hello,
  program: string,
): Promise<Result<SubmittedJob, Failure>> {
  const { connection, keepSeconds, random } = request;
  const directory = `${base}/jobs/${random()}`;
  const script = request.script(system, program, directory);
  if (!script.ok) return script;
  const files = [...request.files, { name: "job.sh", content: Buffer.from(script.value) }];
  const said = await remoteStep(request, {
    script: (mark) =>
      submitScript({
        ...{ mark, system, directory, keepSeconds },
        files: files.map(({ name, content }) => ({ name, bytes: content.length })),
      }),
    feed: (input) => {
      for (const { content } of files) input.write(content);
      input.end();
    },
    timeoutMs: submitMs,
  });
  if (!said.ok)
    return said.error.code === "SSH_FAILED"
      ? err({
          ...said.error,
          problem: `${said.error.problem}; a job may have been submitted`,
          fix: `Look into ${directory} on ${connection.host}: the file submitted there names the job. ${said.error.fix}`,
        })
      : said;
  const job = jobIdIn(system, restOf(said.value, "submitted") ?? "");
  if (job !== null) return ok({ system, job, directory });
  return err(
    failure(
      "SUBMIT_REFUSED",
      connection.host,
      "the batch system took the job and did not tell its id",
      `Look into ${directory} there: the file submitted has what it said.`,
      { detail: printable(restOf(said.value, "submitted") ?? "") },
    ),
  );
}
