import { printable } from "../printable.ts";

export interface BindPath {
  readonly source: string;
  readonly target: string;
  /** `ro`, `rw` or empty. */
  readonly options: string;
}

export interface BindPaths {
  readonly binds: readonly BindPath[];
  readonly problems: readonly string[];
}

const most = 200;

/**
 * Apptainer's bind list, `source[:target[:options]],…`. Neither a comma nor a colon can be part of a path in it, and
 * HTCondor, which gets the same list, takes no blanks either. A broken item loses that item only.
 */
export function parseBindPaths(text: string): BindPaths {
  const binds: BindPath[] = [];
  const problems: string[] = [];
  for (const item of text.slice(0, 65_536).split(",")) {
    const spec = item.trim();
    if (spec === "") continue;
    const [source = "", target = source, options = "", ...more] = spec.split(":");
    const problem = bindProblem(source, target, options, more.length);
    if (problem !== null) problems.push(`"${printable(spec, 80)}" ${problem}`);
    else binds.push({ source, target, options });
    if (binds.length + problems.length === most) break;
  }
  return { binds, problems };
}

export const bindText = ({ source, target, options }: BindPath): string =>
  `${source}${target === source && options === "" ? "" : `:${target}`}${options === "" ? "" : `:${options}`}`;

function bindProblem(source: string, target: string, options: string, more: number): string | null {
  if (more > 0) return "has more than source, target and options";
  if (!source.startsWith("/")) return "does not begin with an absolute path";
  if (!target.startsWith("/")) return "has a target that is not an absolute path";
  if (/[\s\p{Cc}\u{FFFD}]/u.test(source + target)) return "has a path with blanks or control characters";
  return /^(?:ro|rw|)$/u.test(options) ? null : "has options other than ro and rw";
}
