const maxEntries = 10_000;

/**
 * Entries of a denylist: one host name, address or pattern a line, `#` begins a remark. GlideinWMS puts them in single
 * quotes and ignores lines without; quotes are optional here.
 */
export function parseDenylist(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/#.*$/u, "").trim())
    .map((line) => /^'([^']*)'/u.exec(line)?.[1] ?? /^"([^"]*)"/u.exec(line)?.[1] ?? line.split(/\s/u)[0] ?? "")
    .filter((entry) => /^[A-Za-z0-9_.:*-]{1,255}$/u.test(entry))
    .slice(0, maxEntries);
}
