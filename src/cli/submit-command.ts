import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline/promises";
import type { CommandLine } from "../cli.ts";
import { type SubmitSystem, submitSystems } from "../decide/submit/systems.ts";
import { exitStatusOf } from "../exit.ts";
import { ownCommand } from "../host/become-program.ts";
import { LiveHost } from "../host/live-host.ts";
import { readFailureOf } from "../host/read-failure.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { parseSettingValue } from "../parse/setting-value.ts";
import { readCredentialFile } from "../probe/credential/read-credential-file.ts";
import { connect } from "../run/submit/connect.ts";
import { submit } from "../run/submit/submit.ts";
import type { SubmitRequest } from "../run/submit/submit-request.ts";
import { openContext } from "./context.ts";
import { renderer } from "./event-renderer.ts";
import { sayFailures } from "./output.ts";
import { plainLine } from "./plain-line.ts";
import { printScript } from "./print-script.ts";

type Options = Readonly<Record<string, unknown>>;
type JobFiles = SubmitRequest["files"];

const largestInput = 1_048_576;

/** `glidein submit HOST`: a batch job of glideins on another host, started from here; the value is the exit status. */
export async function submitCommand(line: CommandLine, hosts: readonly string[], options: Options): Promise<number> {
  const prepared = await prepare(line, hosts, options);
  const done = prepared.ok ? await submit(prepared.value) : prepared;
  if (done.ok) return done.value;
  sayFailures(line.output, [done.error]);
  return exitStatusOf(done.error.code);
}

async function prepare(
  line: CommandLine,
  [host = ""]: readonly string[],
  options: Options,
): Promise<Result<SubmitRequest, Failure>> {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.@:[\]-]{0,255}$/u.test(host))
    return err(
      failure(
        "USAGE",
        "submit",
        `${JSON.stringify(host.slice(0, 60))} is no host as ssh takes one`,
        "Give HOST or USER@HOST, or a name of ~/.ssh/config.",
      ),
    );
  const opened = await openContext(options, line.env);
  if (!opened.ok) return err(opened.error[0] ?? failure("USAGE", "settings", "broken", "See `glidein help settings`."));
  const { settings, warnings, host: here } = opened.value;
  for (const warning of warnings) line.output.say(`glidein: warning: ${plainLine(warning)}`);
  if (!(here instanceof LiveHost))
    return err(
      failure("USAGE", "submit", "a recorded node submits nothing", "Leave out --root, --env-file and --facts."),
    );
  const times = timesOf(options);
  if (!times.ok) return times;
  const files = await jobFiles(here, settings, options);
  if (!files.ok) return files;
  const own = await ownScript(here, options["script"]);
  if (!own.ok) return own;
  const payload = await payloadOf(here, options);
  if (!payload.ok) return payload;
  // Somebody may be asked for a second factor next: what is wrong with the options is told before.
  const script = scriptFor(own.value, options, settings, { system: "slurm", program: "glidein", where: "." });
  if (!script.ok) return script;
  const socket = options["controlPath"];
  const connected = await connect({
    host,
    socket: typeof socket === "string" ? socket : null,
    mayOpen: options["open"] !== false,
    env: line.env,
  });
  if (!connected.ok) return connected;
  const directory = options["remoteDir"];
  return ok({
    ...connected.value,
    payload: payload.value,
    system: submitSystems.find((one) => one === options["system"]) ?? null,
    directory: typeof directory === "string" ? directory : null,
    script: (system, program, where) => scriptFor(own.value, options, settings, { system, program, where }),
    files: files.value,
    ...times.value,
    cancelOnStop: (job) => cancels(line, options["interrupt"], job),
    emit: renderer(line, options["events"]),
    stop: line.stop,
    random: () => randomBytes(8).toString("hex"),
  });
}

function timesOf(options: Options): Result<Pick<SubmitRequest, "keepSeconds" | "pollSeconds">, Failure> {
  const read = (flag: string, text: unknown, otherwise: string): Result<number, Failure> => {
    const value = parseSettingValue(
      { kind: "seconds", min: 1, max: 31_536_000 },
      typeof text === "string" ? text : otherwise,
    );
    return value.ok && typeof value.value === "number"
      ? ok(value.value)
      : err(
          failure(
            "USAGE",
            flag,
            `expected a time from 1s to 365d, found ${JSON.stringify(text)}`,
            "Give a time such as 30s, 4h or 30d.",
          ),
        );
  };
  const keep = read("--keep", options["keep"], "30d");
  if (!keep.ok) return keep;
  const poll = read("--poll", options["poll"], "15");
  if (!poll.ok) return poll;
  return ok({ keepSeconds: keep.value, pollSeconds: options["follow"] === false ? null : poll.value });
}

/** What goes into the job's directory: the token, which must last, and the settings. */
async function jobFiles(host: LiveHost, settings: Settings, options: Options): Promise<Result<JobFiles, Failure>> {
  const files: JobFiles[number][] = [];
  const path = settings.GLIDEIN_Token.value;
  if (path !== null) {
    const readings = await readCredentialFile(host, path, "tokens");
    const wrong = readings.flatMap(({ problems }) => problems).find(({ severity }) => severity === "error");
    const over = readings.every(({ expiresAt }) => expiresAt !== null && expiresAt <= host.now());
    const bytes = await host.readBytes(path, largestInput);
    if (wrong !== undefined || !bytes.ok)
      return err(
        failure(
          "CREDENTIAL_UNREADABLE",
          path,
          wrong?.message ?? (bytes.ok ? "" : bytes.error.what),
          wrong?.fix ?? "Give --token the file with the token for the pool.",
        ),
      );
    if (over) return err(failure("CREDENTIAL_EXPIRED", path, "the token is over", "Get a new one from the pool."));
    files.push({ name: "token", content: bytes.value });
  }
  const config = options["config"];
  if (typeof config === "string") {
    const read = await host.readBytes(config, largestInput);
    if (!read.ok) return err(failure("INPUT_UNREADABLE", config, read.error.what, "Correct --config."));
    files.push({ name: "config.toml", content: read.value });
  }
  return ok(files);
}

async function payloadOf(host: LiveHost, options: Options): Promise<Result<SubmitRequest["payload"], Failure>> {
  const [program, ...script] = ownCommand();
  const given = options["payload"];
  const path = typeof given === "string" ? given : script.length === 0 ? program : null;
  if (path === null)
    return err(
      failure("USAGE", "submit", "this program is not one file that can be copied", "Give --payload dist/glidein."),
    );
  const status = await host.stat(path);
  if (status.ok && status.value.type !== "file")
    return err(failure("INPUT_UNREADABLE", path, `it is a ${status.value.type}`, "Give --payload dist/glidein."));
  const hash = createHash("sha256");
  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(path);
    for await (const chunk of chunks) hash.update(chunk);
  } catch (error) {
    return err(failure("INPUT_UNREADABLE", path, readFailureOf(error).what, "Correct --payload."));
  }
  return ok({ path, sha256: hash.digest("hex") });
}

interface Place {
  readonly system: SubmitSystem;
  readonly program: string;
  /** The job's directory. */
  readonly where: string;
}

/** `--script`; null: there is none. */
async function ownScript(host: LiveHost, given: unknown): Promise<Result<string | null, Failure>> {
  if (typeof given !== "string") return ok(null);
  const read = await host.readText(given, largestInput);
  return read.ok ? read : err(failure("INPUT_UNREADABLE", given, read.error.what, "Correct --script."));
}

/** The script of `launch --print`, with what was copied in the places where it is there; or one that somebody wrote. */
function scriptFor(
  own: string | null,
  options: Options,
  settings: Settings,
  { system, program, where }: Place,
): Result<string, Failure> {
  if (own !== null) return ok(own);
  const pool = settings.GLIDEIN_Collector.value;
  return printScript(
    {
      ...options,
      print: system,
      ...(pool === null ? {} : { pool }),
      ...(settings.GLIDEIN_Token.value === null ? {} : { token: `${where}/token` }),
      ...(typeof options["config"] === "string" ? { config: `${where}/config.toml` } : {}),
    },
    settings,
    program,
  );
}

/** What an interruption means to the job: what an option says, or what the person says. */
async function cancels(line: CommandLine, wish: unknown, job: string): Promise<boolean> {
  if (wish === "cancel" || wish === "leave") return wish === "cancel";
  if (!line.output.stderrIsTerminal || process.stdin.isTTY !== true) return false;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  // Another Ctrl-C is an answer, too.
  const quit = new AbortController();
  asking.once("SIGINT", () => quit.abort());
  line.onSignal(() => quit.abort());
  try {
    return /^y/iu.test(await asking.question(`Cancel batch job ${job}? [y/N] `, { signal: quit.signal }));
  } catch {
    return false;
  } finally {
    asking.close();
  }
}
