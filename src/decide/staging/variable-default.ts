/**
 * The value of a default in a condor_vars file, which GlideinWMS has its shell evaluate: variables of earlier lines are put
 * in, backslashes and quotes go, as often as they stand there. Null for what would have to be run.
 */
export function expandDefault(text: string, valueOf: (name: string) => string): string | null {
  let result = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === "\\") {
      // `\\$` reaches the configuration as `$`: the shell that writes the line and the one that reads it take one each.
      while (text.charAt(at) === "\\") at += 1;
      result += text.charAt(at);
    } else if (character === "$") {
      const name = /^\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/u.exec(text.slice(at));
      if (name === null) return null;
      result += valueOf(name[1] ?? name[2] ?? "");
      at += name[0].length - 1;
    } else if (/[`;|&<>()]/u.test(character)) return null;
    else if (character !== '"' && character !== "'") result += character;
  }
  return result;
}
