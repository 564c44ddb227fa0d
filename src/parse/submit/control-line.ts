/** One thing that the far side says; everything else on its standard output is noise of its profiles. */
export interface ControlLine {
  readonly word: string;
  /** The rest of the line; blank when there is none. */
  readonly rest: string;
}

/** What stands before each control line; the mark is drawn anew for each connection, so that nothing else has it. */
export const controlPrefix = (mark: string): string => `glidein-submit:${mark}`;

const longest = 16_384;

/** null: a banner, a message of the day, or a line that is too long to be one of ours. */
export function parseControlLine(line: string, mark: string): ControlLine | null {
  const prefix = `${controlPrefix(mark)} `;
  // What a profile printed without a line end stands before it.
  const at = line.length > longest ? -1 : line.indexOf(prefix);
  if (at < 0) return null;
  const [, word = "", rest = ""] = /^([a-z-]{1,32})(?: (.*))?$/u.exec(line.slice(at + prefix.length).trimEnd()) ?? [];
  return word === "" ? null : { word, rest };
}
