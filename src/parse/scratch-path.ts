const faults: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\s/u, "a blank"],
  [/,/u, "a comma"],
  [/:/u, "a colon"],
  [/\|/u, "a vertical bar"],
  [/[\p{Cc}\u{FFFD}]/u, "a control character, or one that is not UTF-8"],
];

/**
 * What keeps a directory from being the place of a glidein; null when nothing does. HTCondor reads blanks and commas
 * as separators of its lists of files and a bar as a command, and the runtimes of containers commas and colons as parts
 * of a bind; none of them takes a quoted one.
 */
export function scratchPathFault(path: string): string | null {
  const name = faults.find(([pattern]) => pattern.test(path))?.[1];
  return name === undefined ? null : `its path has ${name}, which HTCondor and container runtimes cannot hold`;
}
