import type { CommandLine } from "../cli.ts";
import { batchDeadlines } from "../decide/batch-fences.ts";
import { withChanges } from "../decide/module-changes.ts";
import { exitStatusOf } from "../exit.ts";
import { Actor } from "../host/actor.ts";
import { ownCommand, ownEnvironment } from "../host/become-program.ts";
import { becomeUser } from "../host/become-user.ts";
import { softOpenFiles } from "../host/clean-start.ts";
import { LiveHost } from "../host/live-host.ts";
import type { Emit } from "../model/event.ts";
import type { SiteTableFacts } from "../model/facts/site-table.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { runGlidein } from "../run/glidein.ts";
import { holdNode, holdTime } from "../run/hold.ts";
import { removeStageCache } from "../run/stage-cache.ts";
import { batchHere } from "./batch-here.ts";
import { openContext } from "./context.ts";
import { renderer } from "./event-renderer.ts";
import { holdWish } from "./hold-wish.ts";
import { withManifest } from "./with-manifest.ts";

/** `glidein run`: lives until the glidein's end; the value is its exit status. */
export async function runCommand(line: CommandLine, options: Record<string, unknown>): Promise<number> {
  const emit = renderer(line, options["events"]);
  const account = chooseAccount(options["user"]);
  if (!account.ok) return refuse(line, options, emit, [account.error]);
  // What the account's shell would have set; the rest of the environment is the batch system's.
  const env = { ...line.env, ...account.value };
  const first = await openContext(options, env);
  if (!first.ok) return refuse(line, options, emit, first.error);
  const opened = await withManifest(line, options, env, first.value);
  if (!opened.ok) return refuse(line, options, emit, opened.error);
  const { host, settings, warnings, draw, siteTable } = opened.value;
  if (!(host instanceof LiveHost))
    return refuse(line, options, emit, [
      failure(
        "USAGE",
        "run",
        "a recorded node cannot run a glidein",
        "Use `glidein plan` with --root, --env-file or --facts.",
      ),
    ]);
  for (const warning of warnings) line.output.say(`glidein: warning: ${warning}`);
  const status = await runGlidein({
    host,
    setUpHost: host.until(line.stop),
    actor: new Actor(),
    settings,
    siteTable,
    draw,
    emit,
    stop: line.stop,
    onSignal: line.onSignal,
    onTerminal: onTerminal(line),
    directory: process.cwd(),
    openFiles: softOpenFiles(),
    revival: {
      argv: ownCommand(),
      env: revivalEnvironment(account.value, siteTable),
      events: String(options["events"]),
    },
  });
  removeStageCache(host);
  return status;
}

/** With what the site's modules made of it: whoever goes on for us has to see the same node. */
const revivalEnvironment = (
  account: Readonly<Record<string, string>>,
  siteTable: SiteTableFacts | null,
): Readonly<Record<string, string>> => withChanges(ownEnvironment(account), siteTable?.modules?.changes ?? {});

const onTerminal = ({ output }: CommandLine): boolean => output.stdoutIsTerminal && output.stderrIsTerminal;

/** Root's jobs would be root's: as root it needs an account to become, and becomes it before it looks at anything. */
function chooseAccount(user: unknown): Result<Readonly<Record<string, string>>, Failure> {
  if (typeof user === "string") return becomeUser(user);
  if (process.getuid?.() !== 0) return ok({});
  return err(
    failure(
      "RUN_AS_ROOT",
      "run",
      "it was started as root, whose jobs would be root's",
      "Name the account that the jobs are to have: --user NAME.",
    ),
  );
}

/** The end of a run that could not begin. There is no report, because nobody knows yet where it belongs. */
async function refuse(
  line: CommandLine,
  options: Record<string, unknown>,
  emit: Emit,
  problems: readonly Failure[],
): Promise<number> {
  for (const problem of problems) emit({ event: "failed", failure: problem, status: exitStatusOf(problem.code) });
  const [first] = problems;
  const status = exitStatusOf(first?.code ?? "USAGE");
  emit({ event: "ended", reason: first === undefined ? "" : `${first.subject}: ${first.problem}`, status, seconds: 0 });
  if (first === undefined) return status;
  const hold = { wish: holdWish(options, line.env), onTerminal: onTerminal(line), stop: line.stop, emit };
  if (holdTime(first, { ...hold, now: 0, slotEndsAt: null }) === 0) return status;
  const host = new LiveHost({ env: line.env });
  // A batch system that had to end the hold would hide the status.
  const [slotEnd] = batchDeadlines(await batchHere(host.until(line.stop)));
  await holdNode(first, { ...hold, now: host.now(), slotEndsAt: slotEnd?.at ?? null });
  return status;
}
