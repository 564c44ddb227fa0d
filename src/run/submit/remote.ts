import type { Writable } from "node:stream";
import { runRemote } from "../../apply/submit/ssh.ts";
import { sshFailure } from "../../decide/submit/ssh-failure.ts";
import { type Failure, type FailureCode, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { printable } from "../../parse/printable.ts";
import type { ControlLine } from "../../parse/submit/control-line.ts";
import type { SubmitRequest } from "./submit-request.ts";

export interface Step {
  readonly script: (mark: string) => string;
  readonly feed?: (input: Writable) => void;
  readonly timeoutMs: number;
  /** Unset: it is not stopped, because what it does must not be done by half. */
  readonly stop?: AbortSignal;
  readonly onLine?: (line: ControlLine) => void;
}

/** Nobody listens to more; whoever follows a job for days remembers none. */
const mostLines = 10_000;

/** Runs one script on the far side to its end; the value is everything that it said, unless `onLine` heard it. */
export async function remoteStep(
  { connection, random }: Pick<SubmitRequest, "connection" | "random">,
  step: Step,
): Promise<Result<readonly ControlLine[], Failure>> {
  const mark = random();
  const said: ControlLine[] = [];
  const end = await runRemote(connection, {
    ...{ mark, script: step.script(mark), timeoutMs: step.timeoutMs },
    ...(step.feed === undefined ? {} : { feed: step.feed }),
    ...(step.stop === undefined ? {} : { stop: step.stop }),
    onLine: (line) => {
      const isEnd = line.word === "fail" || line.word === "done";
      if ((step.onLine === undefined || isEnd) && said.length < mostLines) said.push(line);
      step.onLine?.(line);
    },
  });
  const failed = said.find(({ word }) => word === "fail");
  if (failed !== undefined) return err(remoteFailure(connection.host, failed.rest));
  if (said.some(({ word }) => word === "done")) return ok(said);
  if (end.stopped) return err(failure("TRY_AGAIN", connection.host, "stopped", "Start it again."));
  if (end.timedOut)
    return err(
      failure(
        "SSH_FAILED",
        connection.host,
        `no answer within ${step.timeoutMs / 1000} s`,
        "See whether the host, or its file system, hangs: `ssh HOST`.",
      ),
    );
  if (end.status === 255 || end.status === null) return err(sshFailure(connection.host, end.stderr));
  return err(
    failure(
      "SSH_FAILED",
      connection.host,
      `the far side did not do what it was asked (status ${end.status})`,
      "Its login shell must run `exec /bin/sh -c …` and not end, or ask, in a profile; head, base64, gzip and sha256sum must be there.",
      { detail: printable(end.stderr.replace(/\s+/gu, " "), 600) },
    ),
  );
}

/** `kind text` as the scripts say it. */
function remoteFailure(host: string, rest: string): Failure {
  const [, kind = "", text = ""] = /^(\S+) ?(.*)$/su.exec(rest) ?? [];
  const detail = printable(text, 600);
  const make = (code: FailureCode, problem: string, fix: string): Failure =>
    failure(code, host, problem, fix, { detail });
  if (/quota|no space left/iu.test(text))
    return make(
      "NO_SPACE",
      "there is no space left for this account",
      "Free some, or give --remote-dir a place that has.",
    );
  switch (kind) {
    case "directory":
      return make(
        "WORK_DIRECTORY",
        "no directory can be made there",
        "Give --remote-dir an absolute path that the account may write and all nodes see.",
      );
    case "copy":
      return make("TRY_AGAIN", "a file did not arrive", "Try again; gzip and sha256sum must be there.");
    case "refused":
      return make(
        "SUBMIT_REFUSED",
        "the batch system takes no such job",
        "Change --queue, --account, --nodes or --time.",
      );
    case "cancel":
      return make("TRY_AGAIN", "the job could not be cancelled", "Cancel it there.");
    default:
      return make("SSH_FAILED", `the far side failed (${printable(kind, 40)})`, "See what it says.");
  }
}
