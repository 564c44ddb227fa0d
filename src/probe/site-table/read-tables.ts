import { readSites } from "../../decide/site/read-sites.ts";
import { shippedSites } from "../../decide/site/shipped-sites.ts";
import type { Site } from "../../decide/site/site.ts";
import type { Host } from "../../host/host.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";

/** Where a site's administrators put theirs. */
const usualTable = "/etc/glidein/sites.toml";
/** How the table that comes with the program is called where a path stands otherwise. */
const shippedTable = "glidein";
const largest = 1_048_576;
/** A file that is no table at all may have as many as it has lines. */
const mostProblems = 20;

export interface Tables {
  readonly sites: readonly Site[];
  readonly tables: readonly { readonly path: string; readonly problem: string }[];
}

/**
 * Every table of sites, the one that was given first, so that its sites are tried first. One that was given has to be
 * good; the usual one is passed over, with the reason, when it is not.
 */
export async function readTables(host: Host, given: string | null): Promise<Result<Tables, readonly Failure[]>> {
  const sites: Site[] = [];
  const tables: { path: string; problem: string }[] = [];
  for (const path of new Set(given === null ? [usualTable] : [given, usualTable])) {
    const read = await readTable(host, path);
    if (read.ok) {
      sites.push(...read.value);
      tables.push({ path, problem: "" });
      continue;
    }
    if (path === given) return read;
    const [first] = read.error;
    const missing = first?.code === "INPUT_UNREADABLE" && first.detail === "missing";
    if (!missing) tables.push({ path, problem: read.error.map((one) => problemIn(path, one)).join("; ") });
  }
  const shipped = readSites(shippedTable, shippedSites);
  if (shipped.ok) sites.push(...shipped.value);
  tables.push({ path: shippedTable, problem: "" });
  return ok({ sites, tables });
}

const problemIn = (path: string, { subject, problem }: Failure): string =>
  subject === path ? problem : `${subject.slice(path.length + 2)}: ${problem}`;

async function readTable(host: Host, path: string): Promise<Result<readonly Site[], readonly Failure[]>> {
  const refuse = (problem: string, fix: string, detail = ""): Result<never, readonly Failure[]> =>
    err([failure("INPUT_UNREADABLE", path, problem, fix, { detail })]);
  const text = await host.readText(path, largest);
  if (!text.ok) return refuse(text.error.what, "Give --sites a table of sites (docs/sites.md).", text.error.code);
  const doubt = await whyNotTrusted(host, path);
  if (doubt !== null)
    return refuse(
      doubt,
      "What it says is run and mounted in our name: it must be root's or ours, and not be writable by everyone.",
    );
  // A byte order mark is no part of the text.
  const sites = readSites(path, text.value.replace(/^\u{feff}/u, ""));
  if (sites.ok) return sites;
  const fix = "Correct the table; docs/sites.md describes it.";
  const more = sites.error.length - mostProblems;
  return err(
    sites.error.slice(0, mostProblems).map(({ line, problem }, at) => {
      const rest = more > 0 && at === mostProblems - 1 ? `; and ${more} more` : "";
      return failure("SETTING_INVALID", line === null ? path : `${path}, line ${line}`, `${problem}${rest}`, fix);
    }),
  );
}

const worldWritable = 0o002;
const sticky = 0o1000;

/** The file and its directory, since whoever can write that can put another file there. */
async function whyNotTrusted(host: Host, path: string): Promise<string | null> {
  const { uid } = host.identity();
  const directory = path.slice(0, path.lastIndexOf("/")) || (path.startsWith("/") ? "/" : ".");
  for (const one of [path, directory]) {
    const status = await host.stat(one);
    if (!status.ok) return `${one}: ${status.error.what}`;
    const { mode, uid: owner } = status.value;
    if (owner !== 0 && owner !== uid) return `${one} is user ${owner}'s`;
    if ((mode & worldWritable) !== 0 && (one === path || (mode & sticky) === 0))
      return `${one} is writable by everyone`;
  }
  return null;
}
