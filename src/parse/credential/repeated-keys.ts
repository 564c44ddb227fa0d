/**
 * Keys that an object in a JSON text has twice, each once. Readers differ in which of the two counts: JSON.parse takes
 * the last one. `json` is valid JSON; one pass, no recursion.
 */
export function repeatedKeys(json: string): readonly string[] {
  const repeated = new Set<string>();
  /** Keys of the objects that are open; null for an array. */
  const open: (Set<string> | null)[] = [];
  const colon = /\s*:/uy;
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]]/gu;
  for (let match = tokens.exec(json); match !== null; match = tokens.exec(json)) {
    const [token] = match;
    if (token === "{") open.push(new Set());
    else if (token === "[") open.push(null);
    else if (token === "}" || token === "]") open.pop();
    else {
      colon.lastIndex = tokens.lastIndex;
      if (!colon.test(json)) continue;
      const key: unknown = JSON.parse(token);
      const keys = open.at(-1);
      if (typeof key !== "string" || keys === null || keys === undefined) continue;
      if (keys.has(key)) repeated.add(key);
      keys.add(key);
    }
  }
  return [...repeated];
}
