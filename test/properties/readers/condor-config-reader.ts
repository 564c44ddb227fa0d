// HTCondor's reading of its configuration, written from its description and not from our writer.

/** Knobs by name in upper case, unexpanded: comments, joined lines, blanks cut off, the last one counts. */
export function readConfiguration(file: string): ReadonlyMap<string, string> {
  const knobs = new Map<string, string>();
  const lines = file.split("\n");
  if (lines.pop() !== "") throw new Error("the last line does not end");
  let joined = "";
  for (const raw of lines) {
    const line = trimmed(raw);
    const isComment = line.startsWith("#");
    if (isComment && joined !== "") continue;
    if (line.endsWith("\\") && !isComment) {
      joined += line.slice(0, -1);
      continue;
    }
    const whole = joined + line;
    joined = "";
    if (whole === "" || isComment) continue;
    const parts = /^([A-Za-z0-9_./]+)[ \t]*=([^]*)$/u.exec(whole);
    if (parts === null) throw new Error(`not a knob: ${whole}`);
    knobs.set((parts[1] ?? "").toUpperCase(), trimmed(parts[2] ?? ""));
  }
  return knobs;
}

const trimmed = (text: string): string => text.replaceAll(/^[ \t\v\f\r]+|[ \t\v\f\r]+$/gu, "");

const plain = /\$(?:ENV)?\([\w./]*(?::(?:[\w./$ ,\\:]|\([^)]*\))*)?\)/y;
const call =
  /\$(?:RANDOM_CHOICE|RANDOM_INTEGER|CHOICE|SUBSTR|INT|REAL|STRING|EVAL|BASENAME|DIRNAME|F[pnxdqabfwuPNXDQABFWU]*)\([^)]*\)/y;

/** The value of a knob; macros other than `$(DOLLAR)` are taken from `knobs`, and are nothing when they are not there. */
export function expanded(value: string, knobs: ReadonlyMap<string, string>): string {
  let text = value;
  for (let rounds = 0; rounds < 1000; rounds++) {
    const found = macros(text).find(({ macro }) => !isDollar(macro));
    if (found === undefined) break;
    const name = /^\$\(([^:)]*)/u.exec(found.macro)?.[1] ?? "";
    text = text.slice(0, found.at) + (knobs.get(name.toUpperCase()) ?? "") + text.slice(found.at + found.macro.length);
  }
  for (;;) {
    const found = macros(text).find(({ macro }) => isDollar(macro));
    if (found === undefined) return text;
    text = `${text.slice(0, found.at)}$${text.slice(found.at + found.macro.length)}`;
  }
}

const isDollar = (macro: string): boolean => /^\$\(DOLLAR\)$/iu.test(macro);

/** Left to right; what stands inside of one is not seen. */
function macros(text: string): { readonly at: number; readonly macro: string }[] {
  const found: { at: number; macro: string }[] = [];
  for (let at = text.indexOf("$"); at >= 0; ) {
    const macro = text.startsWith("$$", at) ? null : (matched(plain, text, at) ?? matched(call, text, at));
    if (macro !== null) found.push({ at, macro });
    // Two dollars are one mark; after a mark that begins nothing the search goes on behind its word.
    const passed = macro ?? /^\$\$?\w*/u.exec(text.slice(at, at + 64))?.[0] ?? "$";
    at = text.indexOf("$", at + passed.length);
  }
  return found;
}

function matched(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
