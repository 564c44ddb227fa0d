// Where this machine gets Debian from: its mirror, and how apt is told to reach it. The bed is built from the same
// place, because a machine behind a proxy or with a frozen mirror reaches no other.
import { readdirSync, readFileSync } from "node:fs";
import { mustRun } from "./command.ts";

const defaultMirror = "http://deb.debian.org/debian";

export interface AptSource {
  readonly mirror: string;
  /** lines of apt.conf that matter for fetching */
  readonly options: readonly string[];
}

export async function aptSource(etcApt = "/etc/apt"): Promise<AptSource> {
  return { mirror: mirrorIn(sourceFiles(etcApt)) ?? defaultMirror, options: await fetchOptions() };
}

/** The first archive whose path ends in /debian: the others are security, updates of a product, or another project. */
export function mirrorIn(files: readonly string[]): string | undefined {
  for (const text of files) {
    for (const line of text.split("\n")) {
      const uri = /^\s*(?:deb\s+(?:\[[^\]]*\]\s+)?|URIs:\s*)(\S+)/.exec(line)?.[1];
      if (uri !== undefined && /^(https?|file|copy|mirror\+\w+):.*\/debian\/?$/.test(uri))
        return uri.replace(/\/$/, "");
    }
  }
  return undefined;
}

function sourceFiles(etcApt: string): string[] {
  const parts = `${etcApt}/sources.list.d`;
  const names = entries(parts)
    .filter((name) => /\.(list|sources)$/.test(name))
    .sort();
  return [`${etcApt}/sources.list`, ...names.map((name) => `${parts}/${name}`)].map(textOf);
}

/**
 * mmdebstrap gives apt a configuration of its own, so a proxy, a certificate or "this mirror is frozen, its Release
 * files are old" must be handed on. Only what concerns fetching: the rest is this machine's business.
 */
async function fetchOptions(): Promise<string[]> {
  const dump = await mustRun(["apt-config", "dump"]);
  return dump
    .split("\n")
    .filter((line) =>
      /^Acquire::(http|https|ftp|Check-Valid-Until|Check-Date|Retries|Max-FutureTime)\b.* "[^"]+";$/i.test(line),
    );
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
