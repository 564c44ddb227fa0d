import type { Fetcher } from "../apply/staging/fetcher.ts";
import { keepSerial } from "../apply/staging/serials.ts";
import type { WrittenValue } from "../decide/settings.ts";
import { decideStageSource, stageValues } from "../decide/stage-source.ts";
import { chooseRelease } from "../decide/staging/choose-release.ts";
import type { Host } from "../host/host.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Manifest, ManifestFile, ManifestRelease, ManifestStep } from "../parse/manifest/manifest.ts";
import { parseOsRelease } from "../parse/proc/os-release.ts";
import { describeRefusal } from "../parse/refusal.ts";
import type { StagedFile } from "../parse/stage-location.ts";
import { believedManifest, type ManifestRequest, openStageFetcher } from "./believed-manifest.ts";
import { openCache } from "./classic/open-stage.ts";
import { removeStageCache, stageCacheOf } from "./stage-cache.ts";
import { runStep } from "./stage-step.ts";

export interface NativeStageRequest extends ManifestRequest {
  readonly say: (text: string) => void;
}

/** The settings that a signed manifest has, with its HTCondor in the cache and its steps run. Two requests on a new node. */
export async function openManifest(request: NativeStageRequest): Promise<Result<readonly WrittenValue[], Failure>> {
  const { host, settings, stop } = request;
  const source = decideStageSource(settings);
  if (!source.ok) return source;
  if (source.value === null) return ok([]);
  const { place } = source.value;
  const cache = openCache(settings, stageCacheOf(host));
  if (!cache.ok) return cache;
  const fetcher = await openStageFetcher(request, source.value, cache.value);
  if (!fetcher.ok) return fetcher;
  let taken = false;
  try {
    const believed = await believedManifest(request, source.value, fetcher.value, cache.value);
    if (!believed.ok) return believed;
    const { manifest, warnings } = believed.value;
    for (const warning of warnings) request.say(`glidein: warning: ${warning}`);
    keepSerial(cache.value, manifest.name, manifest.serial);
    const values = await take(request, { manifest, base: place, fetcher: fetcher.value });
    taken = values.ok && !stop.aborted;
    return values;
  } finally {
    fetcher.value.close();
    if (!taken) removeStageCache(host);
  }
}

interface Taking {
  readonly manifest: Manifest;
  readonly base: StagedFile;
  readonly fetcher: Fetcher;
}

async function take(request: NativeStageRequest, taking: Taking): Promise<Result<readonly WrittenValue[], Failure>> {
  const { manifest, base } = taking;
  const location = base.display;
  const values: WrittenValue[] = [...stageValues({ location, settings: manifest.settings })];
  const chosen = await releaseFor(request.host, manifest);
  const steps = stepsOf(manifest);
  // All at once; the steps wait for nothing but themselves.
  const [condor, ...programs] = await Promise.all([
    chosen === null ? null : fetchFile(taking, chosen.file),
    ...steps.map(({ file }) => fetchFile(taking, file)),
  ]);
  if (condor?.ok === false) return condor;
  if (condor?.ok === true) values.push(...stageValues({ location, settings: { GLIDEIN_Condor: condor.value } }));
  for (const [index, program] of programs.entries()) {
    const step = steps[index];
    if (program === undefined || program === null || step === undefined) continue;
    if (!program.ok) return program;
    const said = await runStep(request, step, program.value, values);
    if (!said.ok) return said;
    values.push(...said.value);
  }
  return ok(values);
}

/** The HTCondor of the manifest for this node; null: it has none. */
export async function releaseFor(host: Host, { condor }: Manifest): Promise<ManifestRelease | null> {
  const release = await host.readText("/etc/os-release");
  const system = release.ok ? parseOsRelease(release.value) : null;
  const architecture = process.arch === "x64" ? "x86_64" : process.arch === "arm64" ? "aarch64" : process.arch;
  return chooseRelease(condor, architecture, system?.id ?? null, system?.version ?? null);
}

/** The steps whose condition holds. */
export const stepsOf = ({ steps, settings }: Manifest): readonly ManifestStep[] =>
  steps.filter(({ when }) => {
    const [, text = ""] = Object.entries(settings).find(([name]) => name === when?.setting) ?? [];
    return when === null || text === when.is;
  });

export function fileBeside(base: StagedFile, { name }: ManifestFile): Result<StagedFile, Failure> {
  const file = base.beside(name);
  return file.ok ? file : err(failure("STAGE_INVALID", name, describeRefusal(file.error), "Correct the manifest."));
}

function fetchFile({ base, fetcher }: Taking, file: ManifestFile): Promise<Result<string, Failure>> {
  const url = fileBeside(base, file);
  if (!url.ok) return Promise.resolve(url);
  return fetcher.file({
    url: url.value.text,
    shown: url.value.display,
    digests: { sha256: file.sha256 },
    maxBytes: Math.max(1, file.bytes),
  });
}
