import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runScript } from "../apply/custom-scripts/run-script.ts";
import { Fetcher } from "../apply/staging/fetcher.ts";
import type { ObjectCache } from "../apply/staging/object-cache.ts";
import { highestSerial, keepSerial } from "../apply/staging/serials.ts";
import { openRoutes } from "../apply/staging/web-route.ts";
import type { WrittenValue } from "../decide/settings.ts";
import { chooseRelease } from "../decide/staging/choose-release.ts";
import type { Host } from "../host/host.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import type { Manifest, ManifestFile, ManifestStep } from "../parse/manifest/manifest.ts";
import { readTrust, type Trust, verifyManifest } from "../parse/manifest/signed-manifest.ts";
import { parseOsRelease } from "../parse/proc/os-release.ts";
import { describeRefusal } from "../parse/refusal.ts";
import { readStageLocation, type StagedFile } from "../parse/stage-location.ts";
import { openCache, ownCache, proxiesOf } from "./classic/open-stage.ts";

export interface NativeStageRequest {
  readonly host: Host;
  readonly settings: Settings;
  readonly stop: AbortSignal;
  readonly say: (text: string) => void;
}

const largestManifest = 4_194_304;
const attempts = 4;

/** The settings that a signed manifest has, with its HTCondor in the cache and its steps run. Two requests on a new node. */
export async function openManifest(
  request: NativeStageRequest,
  url: string,
): Promise<Result<readonly WrittenValue[], Failure>> {
  const { host, settings, stop } = request;
  const trust = trustOf(settings.GLIDEIN_Stage_Key.value);
  if (!trust.ok) return trust;
  const base = readStageLocation(url);
  if (!base.ok)
    return err(failure("SETTING_INVALID", "GLIDEIN_Stage", describeRefusal(base.error), "Correct --stage."));
  if (base.value.kind === "web" && settings.GLIDEIN_Offline.value)
    return err(
      failure(
        "SETTING_INVALID",
        `GLIDEIN_Stage ${base.value.display}`,
        "it would have to be fetched, and the glidein is offline",
        "Give --stage a path on a file system that the nodes share, or leave --offline out.",
      ),
    );
  const own = ownCache(`stage-${host.pid ?? 0}`, host.env);
  const cache = openCache(settings, own);
  if (!cache.ok) return cache;
  const fetcher = await openFetcher(request, base.value, cache.value);
  try {
    const bytes = await fetcher.content({
      url: base.value.text,
      shown: base.value.display,
      digests: null,
      maxBytes: largestManifest,
    });
    if (!bytes.ok) return bytes;
    const believed = verifyManifest(bytes.value, {
      shown: base.value.display,
      trust: trust.value,
      now: host.now(),
      seen: (name) => highestSerial(cache.value, name),
    });
    if (!believed.ok) return believed;
    const { manifest, warnings } = believed.value;
    for (const warning of warnings) request.say(`glidein: warning: ${warning}`);
    keepSerial(cache.value, manifest.name, manifest.serial);
    return await take(request, { manifest, base: base.value, fetcher, cache: cache.value });
  } finally {
    fetcher.close();
    if (stop.aborted && cache.value.directory === own) rmSync(own, { recursive: true, force: true });
  }
}

function trustOf(text: string | null): Result<Trust, Failure> {
  const bad = (problem: string): Result<never, Failure> =>
    err(
      failure(
        "SETTING_INVALID",
        "GLIDEIN_Stage_Key",
        problem,
        "Give --stage-key what `glidein stage keygen` printed, its .pub file, or sha256=DIGEST of the manifest.",
      ),
    );
  if (text === null || text === "") return bad("a manifest is fetched and nothing says whose word is believed");
  const direct = readTrust(text);
  if (direct !== null) return ok(direct);
  try {
    const read = readTrust(readFileSync(text, "utf8").slice(0, 1000));
    return read === null ? bad("the file holds no Ed25519 public key") : ok(read);
  } catch {
    return bad("it is neither a key nor a file that can be read");
  }
}

async function openFetcher(
  { host, settings, stop }: NativeStageRequest,
  base: StagedFile,
  cache: ObjectCache,
): Promise<Fetcher> {
  const proxy = host.env["http_proxy"] ?? host.env["HTTP_PROXY"] ?? "";
  const routes =
    base.kind === "shared"
      ? [{ proxy: null, dispatcher: null }]
      : await openRoutes(proxiesOf(proxy, host.env, settings.GLIDEIN_Proxy_Fallback.value), {
          stallMs: settings.GLIDEIN_Fetch_Stall.value * 1000,
          connections: 4,
        });
  return new Fetcher({
    ...{ routes, cache, userAgent: "glidein", signal: stop, attempts, parallel: 4 },
    totalMs: settings.GLIDEIN_Fetch_Limit.value * 1000,
    random: () => host.random(),
  });
}

interface Taking {
  readonly manifest: Manifest;
  readonly base: StagedFile;
  readonly fetcher: Fetcher;
  readonly cache: ObjectCache;
}

async function take(request: NativeStageRequest, taking: Taking): Promise<Result<readonly WrittenValue[], Failure>> {
  const { manifest, base } = taking;
  const source = (key: string): WrittenValue["source"] => ({ kind: "file", path: base.display, key });
  const values: WrittenValue[] = Object.entries(manifest.settings).map(([name, text]) => ({
    name,
    text,
    source: source(name),
  }));
  const valueOf = (name: string): string => values.findLast((one) => one.name === name)?.text ?? "";
  const release = await request.host.readText("/etc/os-release");
  const system = release.ok ? parseOsRelease(release.value) : null;
  const architecture = process.arch === "x64" ? "x86_64" : process.arch === "arm64" ? "aarch64" : process.arch;
  const chosen = chooseRelease(manifest.condor, architecture, system?.id ?? null, system?.version ?? null);
  const steps = manifest.steps.filter(({ when }) => when === null || valueOf(when.setting) === when.is);
  // All at once; the steps wait for nothing but themselves.
  const [condor, ...programs] = await Promise.all([
    chosen === null ? null : fetchFile(taking, chosen.file),
    ...steps.map(({ file }) => fetchFile(taking, file)),
  ]);
  if (condor?.ok === false) return condor;
  if (condor?.ok === true) values.push({ name: "GLIDEIN_Condor", text: condor.value, source: source("condor") });
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

function fetchFile({ base, fetcher }: Taking, file: ManifestFile): Promise<Result<string, Failure>> {
  const url = base.beside(file.name);
  if (!url.ok)
    return Promise.resolve(
      err(failure("STAGE_INVALID", file.name, describeRefusal(url.error), "Correct the manifest.")),
    );
  return fetcher.file({
    url: url.value.text,
    shown: url.value.display,
    digests: { sha256: file.sha256 },
    maxBytes: Math.max(1, file.bytes),
  });
}

/** Runs one step in a directory that is gone afterwards; `setting NAME=VALUE` lines of it are settings. */
async function runStep(
  { host, stop, say }: NativeStageRequest,
  step: ManifestStep,
  program: string,
  values: readonly WrittenValue[],
): Promise<Result<readonly WrittenValue[], Failure>> {
  const directory = mkdtempSync(join(host.env["TMPDIR"] ?? tmpdir(), "glidein-step-"));
  try {
    const path = join(directory, step.file.name);
    copyFileSync(program, path);
    chmodSync(path, 0o700);
    let said = "";
    const end = await runScript({
      argv: [path],
      directory,
      env: { ...host.env, ...Object.fromEntries(values.map(({ name, text }) => [name, text])) },
      deadlineMs: step.limit * 1000,
      signal: stop,
      say: (stream, text) => {
        if (stream === "stdout") said += text;
        else say(text.trimEnd());
      },
    });
    const place = `step ${step.file.name}`;
    if (end.timedOut)
      return err(
        failure(
          "SCRIPT_TIMED_OUT",
          place,
          `it ran for more than ${step.limit} s and was ended`,
          "Correct it, or raise its limit in the manifest.",
        ),
      );
    if (end.status !== 0)
      return err(
        failure(
          "SCRIPT_FAILED",
          place,
          `it ended with status ${end.status}${end.notStarted === null ? "" : ` (${end.notStarted})`}`,
          "Its own words are in the log.",
        ),
      );
    return ok(
      [...said.matchAll(/^setting ([A-Za-z_][A-Za-z0-9_.]{0,127})=(.*)$/gmu)].map(([, name = "", text = ""]) => ({
        name,
        text,
        source: { kind: "file", path: place, key: name },
      })),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
