const most = 500;

/** apptainer.conf: `name = value` lines, `#` begins a comment; of two lines for one name the last counts. */
export function parseDirectives(text: string): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  for (const line of text.split("\n", 10_000)) {
    const match = /^\s*([a-z][a-z0-9 -]{0,63}?)\s*=\s*(.*?)\s*$/u.exec(line.replace(/#.*$/u, ""));
    if (match?.[1] !== undefined && match[2] !== undefined && found.size < most) found.set(match[1], match[2]);
  }
  return Object.fromEntries(found);
}
