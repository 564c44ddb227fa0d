import type { Unknown } from "../../model/facts/fence.ts";
import type { Result } from "../../model/result.ts";

/** Reads variables one by one, so that a broken one costs only itself. */
export interface Variables {
  /** Whether it is set to anything. */
  has(name: string): boolean;
  /** What the parser makes of it; null when it is not set, and, with a note under its name, when it cannot be read. */
  read<T>(name: string, parse: (text: string) => Result<T, string>): T | null;
}

/** The node lists of the largest machines stay below this. */
const longest = 1_048_576;

export function variablesOf(env: Readonly<Record<string, string>>, unknown: Unknown[]): Variables {
  const noted = new Set<string>();
  const note = (what: string, why: string): null => {
    if (!noted.has(what)) unknown.push({ what, why });
    noted.add(what);
    return null;
  };
  // Not `env[name]`: the environment may hold a variable called `constructor`, and its record may inherit one.
  const valueOf = (name: string): string | undefined => (Object.hasOwn(env, name) ? env[name] : undefined);
  return {
    has: (name) => (valueOf(name) ?? "") !== "",
    read: (name, parse) => {
      const text = valueOf(name);
      if (text === undefined) return null;
      if (text === "") return note(name, "it is set but empty");
      if (text.length > longest) return note(name, `it is longer than ${longest} characters`);
      const parsed = parse(text);
      return parsed.ok ? parsed.value : note(name, parsed.error);
    },
  };
}
