import type { Sign } from "../../model/site-keys.ts";
import type { Site } from "./site.ts";

/** What of the node tables of sites may ask for. */
export interface Signs {
  /** The node's own, and with its domain where that is known. */
  readonly hosts: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly clusters: readonly { readonly name: string; readonly from: string }[];
  readonly batch: readonly { readonly system: string; readonly from: string }[];
  /** Paths that the tables name and that are there. */
  readonly files: ReadonlySet<string>;
}

export interface Recognised {
  readonly site: Site | null;
  /** What it was recognised by. */
  readonly because: readonly string[];
}

/** The first site of the tables all of whose signs are there; a site without signs is only ever named. */
export function recogniseSite(sites: readonly Site[], seen: Signs): Recognised {
  for (const site of sites) {
    const found = [...site.when].map(([sign, patterns]) => seenOf(sign, patterns, seen));
    if (found.length > 0 && found.every((evidence) => evidence !== null)) return { site, because: found };
  }
  const asked = sites.filter(({ when }) => when.size > 0).length;
  return {
    site: null,
    because: [asked === 0 ? "no table has a site" : `none of the ${asked} sites of the tables has its signs here`],
  };
}

function seenOf(sign: Sign, patterns: readonly string[], seen: Signs): string | null {
  switch (sign) {
    case "host":
      return first(patterns, (pattern) => seen.hosts.find((host) => fits(pattern, host)), "host name");
    case "cluster": {
      const found = seen.clusters.find(({ name }) => patterns.some((pattern) => fits(pattern, name)));
      return found === undefined ? null : `cluster ${found.name} (${found.from})`;
    }
    case "batch": {
      const found = seen.batch.find(({ system }) => patterns.some((pattern) => fits(pattern, system)));
      return found === undefined ? null : `batch system ${found.system} (${found.from})`;
    }
    case "file":
      return first(patterns, (path) => (seen.files.has(path) ? path : undefined), "file");
    case "environment":
      return first(patterns, (pattern) => variableOf(pattern, seen.env), "environment");
    default:
      return sign satisfies never;
  }
}

function first(
  patterns: readonly string[],
  find: (pattern: string) => string | undefined,
  what: string,
): string | null {
  for (const pattern of patterns) {
    const found = find(pattern);
    if (found !== undefined) return `${what} ${found}`;
  }
  return null;
}

function variableOf(pattern: string, env: Signs["env"]): string | undefined {
  const equals = pattern.indexOf("=");
  const name = equals < 0 ? pattern : pattern.slice(0, equals);
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined || value === "") return undefined;
  return equals < 0 || fits(pattern.slice(equals + 1), value) ? name : undefined;
}

const longest = 4096;

/** `*` and `?`; case does not count, as in host names. Takes steps of at most one length times the other. */
export function fits(pattern: string, text: string): boolean {
  if (pattern.length > longest || text.length > longest) return false;
  const [glob, name] = [pattern.toLowerCase(), text.toLowerCase()];
  let [at, here, star, mark] = [0, 0, -1, 0];
  while (here < name.length) {
    if (at < glob.length && glob[at] === "*") {
      star = at;
      mark = here;
      at += 1;
    } else if (at < glob.length && (glob[at] === "?" || glob[at] === name[here])) {
      at += 1;
      here += 1;
    } else if (star >= 0) {
      at = star + 1;
      mark += 1;
      here = mark;
    } else return false;
  }
  return /^\**$/u.test(glob.slice(at));
}
