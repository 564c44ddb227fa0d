import type { CommandLine } from "../cli.ts";
import type { WrittenValue } from "../decide/settings.ts";
import { stageValues } from "../decide/stage-source.ts";
import { exitStatusOf } from "../exit.ts";
import { RecordingHost } from "../host/recording-host.ts";
import type { StageFacts } from "../model/facts/stage.ts";
import type { Facts } from "../model/facts.ts";
import type { Settings } from "../model/settings.ts";
import type { OnProgress } from "../probe/progress.ts";
import { observe } from "../run/observe.ts";
import { type Context, type LookOptions, openContext } from "./context.ts";
import { type Output, sayFailures } from "./output.ts";
import { plainLine } from "./plain-line.ts";
import { saveRecording, whyNoRecording } from "./recording.ts";

export interface Look {
  readonly facts: Facts;
  readonly settings: Settings;
  /** Writes the recording, when one was asked for. */
  readonly saved: number;
}

/** Opens the node or the replay that the options name and looks at it; a number is the exit status of what went wrong. */
export async function look(
  line: CommandLine,
  options: LookOptions,
  record?: string,
  more: { readonly every?: boolean; readonly stage?: boolean; readonly settings?: readonly WrittenValue[] } = {},
): Promise<Look | number> {
  let recording: RecordingHost | null = null;
  const first = await openContext(options, line.env, {
    ...(more.settings === undefined ? {} : { base: more.settings }),
    watched: (host) => {
      recording = record === undefined ? null : new RecordingHost(host);
      return recording ?? host;
    },
  });
  const stage = first.ok && more.stage === true && record === undefined ? await lookAtStageOf(line, first.value) : null;
  const opened =
    first.ok && stage !== null
      ? await openContext(options, line.env, {
          base: [...(more.settings ?? []), ...stageValues(stage)],
          siteTable: first.value.siteTable,
        })
      : first;
  if (!opened.ok) {
    sayFailures(line.output, opened.error);
    return exitStatusOf(opened.error[0]?.code ?? "USAGE");
  }
  const { host, settings, warnings, facts: replayed, draw, siteTable } = opened.value;
  for (const warning of warnings) line.output.say(`glidein: warning: ${plainLine(warning)}`);
  const obstacle = record === undefined ? null : whyNoRecording(record, replayed !== null);
  if (obstacle !== null) {
    sayFailures(line.output, [obstacle]);
    return exitStatusOf(obstacle.code);
  }
  if (replayed !== null) {
    const now = options.now === undefined ? replayed.clock.now : Number(options.now);
    const fixed = { draw: draw ?? replayed.draw, choice: draw ?? replayed.choice };
    const known = stage === null ? replayed : { ...replayed, stage };
    return { facts: { ...known, clock: { ...known.clock, now }, ...fixed }, settings, saved: 0 };
  }
  const facts = await observe(host, settings, draw, {
    every: more.every === true,
    siteTable,
    stage,
    ...(line.output.stderrIsTerminal ? { onProgress: showProgress(line.output) } : {}),
  });
  const saved = recording === null || record === undefined ? 0 : saveRecording(line.output, recording, record);
  return { facts, settings, saved };
}

/** As `run` would open it. */
async function lookAtStageOf(line: CommandLine, { host, settings, facts }: Context): Promise<StageFacts | null> {
  if (facts?.stage !== undefined) return facts.stage;
  if (settings.GLIDEIN_Stage.value === null) return null;
  const { lookAtStage } = await import("../run/look-at-stage.ts");
  return lookAtStage({ host, settings, stop: line.stop });
}

/** One line that says what is waited for, and goes when nothing is. */
function showProgress(output: Output): OnProgress {
  let away = output.progress("looks at the node…");
  return (pending, total) => {
    away();
    if (pending.length === 0) return;
    const names = pending.slice(0, 4).join(", ");
    const text = `looks at the node: ${total - pending.length} of ${total} done, waits for ${names}${pending.length > 4 ? ", …" : ""}`;
    away = output.progress(text.slice(0, Math.max(20, output.columns - 1)));
  };
}
