import type { CommandLine } from "../cli.ts";
import type { WrittenValue } from "../decide/settings.ts";
import { exitStatusOf } from "../exit.ts";
import { RecordingHost } from "../host/recording-host.ts";
import type { Facts } from "../model/facts.ts";
import { failure } from "../model/failure.ts";
import type { Settings } from "../model/settings.ts";
import { parseFacts } from "../parse/facts-document.ts";
import type { OnProgress } from "../probe/progress.ts";
import { observe } from "../run/observe.ts";
import { type LookOptions, openContext } from "./context.ts";
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
  more: { readonly every?: boolean; readonly settings?: readonly WrittenValue[] } = {},
): Promise<Look | number> {
  const opened = openContext(options, line.env, more.settings);
  if (!opened.ok) {
    sayFailures(line.output, opened.error);
    return exitStatusOf(opened.error[0]?.code ?? "USAGE");
  }
  const { host, settings, warnings, factsText, draw } = opened.value;
  for (const warning of warnings) line.output.say(`glidein: warning: ${plainLine(warning)}`);
  const obstacle = record === undefined ? null : whyNoRecording(record, factsText !== null);
  if (obstacle !== null) {
    sayFailures(line.output, [obstacle]);
    return exitStatusOf(obstacle.code);
  }
  if (factsText !== null) {
    const parsed = parseFacts(factsText);
    if (!parsed.ok) {
      sayFailures(line.output, [
        failure(
          "INPUT_UNREADABLE",
          `--facts ${String(options.facts)}`,
          parsed.error.problem,
          "Give the whole document that `glidein facts --format json` printed.",
        ),
      ]);
      return exitStatusOf("INPUT_UNREADABLE");
    }
    const now = options.now === undefined ? parsed.value.clock.now : Number(options.now);
    return {
      facts: {
        ...parsed.value,
        clock: { ...parsed.value.clock, now },
        draw: draw ?? parsed.value.draw,
        choice: draw ?? parsed.value.choice,
      },
      settings,
      saved: 0,
    };
  }
  const recording = record === undefined ? null : new RecordingHost(host);
  const facts = await observe(recording ?? host, settings, draw, {
    every: more.every === true,
    ...(line.output.stderrIsTerminal ? { onProgress: showProgress(line.output) } : {}),
  });
  const saved = recording === null || record === undefined ? 0 : saveRecording(line.output, recording, record);
  return { facts, settings, saved };
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
