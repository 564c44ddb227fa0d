import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fetcher, type Fetcher as FetcherType } from "../../apply/staging/fetcher.ts";
import { ObjectCache } from "../../apply/staging/object-cache.ts";
import { openRoutes } from "../../apply/staging/web-route.ts";
import { usualCertificates } from "../../host/authorities.ts";
import type { RelayAccess } from "../../model/edge.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import type { AreaId, ClassicArguments } from "../../parse/gwms/arguments.ts";
import { areaDirectory, type OpenArea, openArea } from "./areas.ts";
import type { ClassicRequest } from "./classic-request.ts";
import { type OpenList, openLists } from "./lists.ts";

const mebibyte = 1_048_576;
const parallel = 8;
const attempts = 4;

export const cacheDirectory = (settings: Settings): string =>
  settings.GLIDEIN_Cache_Dir.value ?? `/var/tmp/glidein-cache-${process.getuid?.() ?? 0}`;

/** The cache of this user on this node, or one of this process where that cannot be. */
export function openCache(settings: Settings, fallback: string): Result<ObjectCache, Failure> {
  const limit = settings.GLIDEIN_Cache_Size.value * mebibyte;
  const shared = limit === 0 ? null : ObjectCache.open(cacheDirectory(settings), limit);
  const cache = shared ?? ObjectCache.open(fallback, Number.POSITIVE_INFINITY);
  return cache === null ? err(noCache(fallback)) : ok(cache);
}

export const noCache = (directory: string): Failure =>
  failure(
    "WORK_DIRECTORY",
    directory,
    "no directory for fetched files can be made",
    "Give the pilot a writable TMPDIR, or set GLIDEIN_Cache_Dir.",
  );

export const ownCache = (name: string, env: Readonly<Record<string, string>>): string =>
  join(env["TMPDIR"] ?? tmpdir(), `glidein-${name}-cache`);

/**
 * Web proxies in the order in which they are tried, then the direct way (null) where the policy has it. `OSG` stands for
 * the site's own; several are separated by commas, semicolons or blanks.
 */
export function proxiesOf(
  argument: string,
  env: Readonly<Record<string, string>>,
  fallback: boolean,
): readonly (string | null)[] {
  const named = argument.split(/[,;\s]+/u).flatMap((word) => {
    if (word === "" || word.toLowerCase() === "none") return [];
    if (word !== "OSG") return [word];
    const site = env["OSG_SQUID_LOCATION"] ?? "";
    return site === "" || site === "UNAVAILABLE" ? [] : [/:[0-9]+$/u.test(site) ? site : `${site}:3128`];
  });
  const urls = named
    .map((word) => (/^https?:\/\//u.test(word) ? word : `http://${word}`))
    .filter((url) => URL.canParse(url));
  return urls.length === 0 || fallback ? [...urls, null] : urls;
}

export interface OpenStage {
  readonly areas: ReadonlyMap<AreaId, OpenArea>;
  readonly lists: readonly OpenList[];
  readonly warnings: readonly string[];
}

export async function openFetcher(
  request: ClassicRequest,
  settings: Settings,
  cache: ObjectCache,
  relay: RelayAccess | null,
): Promise<FetcherType> {
  const { arguments: args } = request;
  const routes = await openRoutes(proxiesOf(args.proxy, request.env, settings.GLIDEIN_Proxy_Fallback.value), {
    stallMs: settings.GLIDEIN_Fetch_Stall.value * 1000,
    connections: parallel,
    https: args.areas.some(({ url }) => url.text.startsWith("https:")),
    caDirectory: settings.X509_CERT_DIR.value ?? request.env["X509_CERT_DIR"] ?? usualCertificates,
    relay,
  });
  return new Fetcher({
    routes,
    cache,
    // Administrators of web servers look for this form, which begins with the program that GlideinWMS uses.
    userAgent: `wget/glidein/${args.entry}/${args.schedd}/${args.cluster}.${args.subcluster}/${args.client}`.replaceAll(
      /[^ -~]/gu,
      "?",
    ),
    signal: request.stop,
    attempts,
    totalMs: settings.GLIDEIN_Fetch_Limit.value * 1000,
    parallel,
    random: Math.random,
  });
}

/** All parts at once, then all lists at once. */
export async function openStage(fetcher: FetcherType, args: ClassicArguments): Promise<Result<OpenStage, Failure>> {
  const opened = await Promise.all(
    args.areas.map((area) => openArea(fetcher, area, areaDirectory(area.id, args.entry, args.clientGroup))),
  );
  const areas = new Map<AreaId, OpenArea>();
  for (const one of opened) {
    if (!one.ok) return one;
    areas.set(one.value.id, one.value);
  }
  const lists = await openLists(fetcher, areas);
  return lists.ok ? ok({ areas, ...lists.value }) : lists;
}
