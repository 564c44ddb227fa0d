import { existsSync } from "node:fs";
import { ObjectCache } from "../apply/staging/object-cache.ts";
import { decideStageSource, type StageSource } from "../decide/stage-source.ts";
import { LiveHost } from "../host/live-host.ts";
import type { StageFacts } from "../model/facts/stage.ts";
import type { Failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Manifest, ManifestRelease } from "../parse/manifest/manifest.ts";
import type { StagedFile } from "../parse/stage-location.ts";
import { believedManifest, type ManifestRequest, openStageFetcher, patienceOf } from "./believed-manifest.ts";
import { cacheDirectory, noCache } from "./classic/open-stage.ts";
import { fileBeside, releaseFor, stepsOf } from "./native-stage.ts";
import { removeStageCache, stageCacheOf } from "./stage-cache.ts";

/** Whoever only looks waits for a dead server as for any other; a run tries longer. */
const hasty = { attempts: 2, totalMs: 15_000 } as const;
const longestStallMs = 3000;

/**
 * What a run would take from the staging area, by its manifest alone: one request. Nothing else is fetched, none of its
 * steps is run, and nothing is kept. null: the settings name no staging area.
 */
export async function lookAtStage(request: ManifestRequest): Promise<StageFacts | null> {
  const source = decideStageSource(request.settings);
  if (!source.ok) return withoutManifest("GLIDEIN_Stage", source.error);
  if (source.value === null) return null;
  const { place } = source.value;
  // What was recorded cannot be asked for it.
  if (!(request.host instanceof LiveHost)) return null;
  const manifest = await readManifest(request, source.value);
  if (!manifest.ok) return withoutManifest(place.display, manifest.error);
  const { name, serial, settings } = manifest.value;
  const release = await releaseFor(request.host, manifest.value);
  const condor = release === null ? null : addressOf(release, place);
  if (condor?.ok === false) return withoutManifest(place.display, condor.error);
  return {
    ...{ location: place.display, name, serial },
    settings: { ...settings, ...(condor === null ? {} : { GLIDEIN_Condor: condor.value }) },
    steps: stepsOf(manifest.value).map(({ file }) => file.name),
    problem: null,
  };
}

const withoutManifest = (location: string, { code, subject, problem, fix, expected, detail }: Failure): StageFacts => ({
  ...{ location, name: null, serial: null, settings: {}, steps: [] },
  problem: { code, subject, problem, evidence: expected ?? detail ?? "", fix },
});

async function readManifest(request: ManifestRequest, source: StageSource): Promise<Result<Manifest, Failure>> {
  const { host, settings } = request;
  // What was seen before tells a roll-back; a directory for it is only made by who will use it.
  const usual = cacheDirectory(settings);
  const cache =
    (existsSync(usual) ? ObjectCache.open(usual, Number.POSITIVE_INFINITY) : null) ??
    ObjectCache.open(stageCacheOf(host), Number.POSITIVE_INFINITY);
  if (cache === null) return err(noCache(stageCacheOf(host)));
  try {
    const { stallMs } = patienceOf(settings);
    const fetcher = await openStageFetcher(request, source, cache, {
      ...hasty,
      stallMs: Math.min(stallMs, longestStallMs),
    });
    if (!fetcher.ok) return fetcher;
    try {
      const believed = await believedManifest(request, source, fetcher.value, cache);
      return believed.ok ? ok(believed.value.manifest) : believed;
    } finally {
      fetcher.value.close();
    }
  } finally {
    removeStageCache(host);
  }
}

/** Where the release lies, as `--condor` takes it. */
function addressOf({ file }: ManifestRelease, place: StagedFile): Result<string, Failure> {
  const beside = fileBeside(place, file);
  if (!beside.ok) return beside;
  const { kind, text } = beside.value;
  return ok(kind === "web" ? `${text}#sha256=${file.sha256}` : text);
}
