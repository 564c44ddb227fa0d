import { err, ok, type Result } from "../model/result.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { textFaultOrSize } from "./text-fault.ts";

/**
 * `glidein_config`, the file in which GlideinWMS and the scripts of VOs and factories pass values on: `NAME value`
 * lines with one blank between, no quoting, the last line of a name counts. Scripts read it with `grep "^NAME "`
 * and `cut -d ' ' -f 2-`, so the blank stays after an empty value too.
 */
export function glideinConfigLine(name: string, value: string): Result<string, Refusal> {
  // A name is a regular expression to the scripts that look it up.
  if (!/^[A-Za-z_][A-Za-z0-9_.:+-]{0,255}$/u.test(name))
    return err(refusal("name", "not a name", "letters, digits, underscores, dots and dashes"));
  const fault = textFaultOrSize(value);
  if (fault !== null) return err(fault);
  if (value.includes("\n")) return err(refusal("value", "a line break, which would begin another entry", "one line"));
  return ok(`${name} ${value}\n`);
}

export interface GlideinConfigEntry {
  readonly value: string;
  readonly line: number;
}

const longest = 4_194_304;

/** Every name with its last value, as the scripts would find it. Comments and lines without a name are passed over. */
export function readGlideinConfig(text: string): Result<ReadonlyMap<string, GlideinConfigEntry>, Refusal> {
  if (text.length > longest) return err(refusal("", `${text.length} characters`, `at most ${longest}`));
  const entries = new Map<string, GlideinConfigEntry>();
  for (const [index, line] of text.split("\n").entries()) {
    const blank = line.indexOf(" ");
    const name = blank < 0 ? line : line.slice(0, blank);
    if (name === "" || name.startsWith("#")) continue;
    // Without a blank the scripts find nothing: the entry is there, and says nothing.
    if (blank >= 0) entries.set(name, { value: line.slice(blank + 1), line: index + 1 });
  }
  return ok(entries);
}
