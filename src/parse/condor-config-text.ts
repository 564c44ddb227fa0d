import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { knobFault } from "./condor-config/knob.ts";
import { type ConfigValue, configValueText } from "./condor-config/value.ts";
import { printable } from "./printable.ts";
import { describeRefusal, type Refusal } from "./refusal.ts";

export type { ConfigValue } from "./condor-config/value.ts";

/** One knob of an HTCondor configuration. */
export interface ConfigEntry {
  /** `NAME` or `SUBSYSTEM.NAME`. */
  readonly knob: string;
  readonly value: ConfigValue;
  /** Where the value comes from, for the comment above it. */
  readonly from?: string;
}

/**
 * The text of an HTCondor configuration file, the only one that is ever written. Everything that cannot be said
 * without changing its meaning is refused, each knob on its own, and so is a knob that is set twice.
 */
export function renderCondorConfig(entries: readonly ConfigEntry[]): Result<string, readonly Failure[]> {
  const lines: string[] = [];
  const failures: Failure[] = [];
  const seen = new Set<string>();
  for (const entry of entries) {
    const value = entryText(entry, seen);
    if (!value.ok) failures.push(refused(entry, value.error));
    else
      lines.push(
        ...(entry.from === undefined ? [] : [comment(entry.from)]),
        `${entry.knob} =${value.value === "" ? "" : ` ${value.value}`}`,
      );
  }
  return failures.length === 0 ? ok(lines.map((line) => `${line}\n`).join("")) : err(failures);
}

function entryText(entry: ConfigEntry, seen: Set<string>): Result<string, Refusal> {
  const fault = knobFault(entry.knob);
  if (fault !== null) return err(fault);
  const name = entry.knob.toUpperCase();
  if (seen.has(name)) return err({ where: "", problem: "set twice", expected: "one value" });
  seen.add(name);
  return configValueText(entry.value);
}

/** Old releases join the next line to a comment that ends in a backslash. */
function comment(from: string): string {
  const text = `# from ${printable(from)}`;
  return text.endsWith("\\") ? `${text}.` : text;
}

function refused(entry: ConfigEntry, why: Refusal): Failure {
  const from = entry.from === undefined ? "" : ` (from ${printable(entry.from)})`;
  return failure(
    "SETTING_INVALID",
    `HTCondor configuration, ${printable(entry.knob, 80)}${from}`,
    `cannot be written: ${describeRefusal({ ...why, expected: why.expected })}`,
    `change the value so that it is ${why.expected}, or leave it unset`,
    { expected: why.expected },
  );
}
