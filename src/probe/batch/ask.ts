import { cleanEnvironment } from "../../decide/environment-policy.ts";
import type { Host } from "../../host/host.ts";
import { quoted } from "../../parse/batch/quoted.ts";

/** What a command of the batch system printed, or why that is not known. */
export type Answer =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly why: string;
      /** The command took its whole time: asking the same daemon in another way would too. */
      readonly late: boolean;
      readonly stderr: string;
    };

/** A controller that does not answer takes 9 to 18 s to be given up by the commands themselves; some never do. */
const deadlineMs = 15_000;

/** A step started with `--export=NONE` has no PATH. */
const usualPath = "/usr/local/bin:/usr/bin:/bin";

/**
 * Asks the batch system once. Times come in UTC and messages in English whatever the job's environment says;
 * `directories` are searched after PATH.
 */
export async function ask(
  host: Host,
  argv: readonly [string, ...string[]],
  directories: readonly string[] = [],
): Promise<Answer> {
  const inherited = cleanEnvironment(host.env);
  const env = {
    ...inherited,
    PATH: [inherited["PATH"] || usualPath, ...directories].join(":"),
    TZ: "UTC0",
    LC_ALL: "C",
    SLURM_TIME_FORMAT: "standard",
  };
  const ran = await host.command({ argv, env, timeoutMs: deadlineMs });
  if (!ran.ok) return { ok: false, why: ran.error.what, late: ran.error.code === "timeout", stderr: "" };
  const { status, signal, stdout, stderr, truncated, timedOut } = ran.value;
  const refuse = (why: string): Answer => ({ ok: false, why: said(why, stderr), late: timedOut, stderr });
  if (timedOut) return refuse(`it did not end within ${deadlineMs / 1000} s`);
  if (status !== 0) return refuse(signal === null ? `it ended with status ${status}` : `it was killed by ${signal}`);
  if (truncated) return refuse("it printed more than is read");
  if (stdout.trim() === "") return refuse("it printed nothing");
  return { ok: true, text: stdout };
}

function said(why: string, stderr: string): string {
  const line = stderr.trim().split("\n", 1)[0] ?? "";
  return line === "" ? why : `${why}: ${quoted(line)}`;
}
