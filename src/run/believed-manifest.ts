import { Fetcher } from "../apply/staging/fetcher.ts";
import type { ObjectCache } from "../apply/staging/object-cache.ts";
import { highestSerial } from "../apply/staging/serials.ts";
import { openRoutes } from "../apply/staging/web-route.ts";
import type { StageSource } from "../decide/stage-source.ts";
import { usualCertificates } from "../host/authorities.ts";
import type { Host } from "../host/host.ts";
import type { Failure } from "../model/failure.ts";
import { ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { type Believed, verifyManifest } from "../parse/manifest/signed-manifest.ts";
import { proxiesOf } from "./classic/open-stage.ts";
import { relayOf } from "./edge/relay-of.ts";
import { trustOf } from "./stage-trust.ts";

export interface ManifestRequest {
  readonly host: Host;
  readonly settings: Settings;
  readonly stop: AbortSignal;
}

/** How long a server is waited for. */
export interface Patience {
  readonly attempts: number;
  readonly stallMs: number;
  readonly totalMs: number;
}

export const patienceOf = (settings: Settings): Patience => ({
  attempts: 4,
  stallMs: settings.GLIDEIN_Fetch_Stall.value * 1000,
  totalMs: settings.GLIDEIN_Fetch_Limit.value * 1000,
});

const largestManifest = 4_194_304;

/** What fetches from the staging area; whoever opens it closes it. */
export async function openStageFetcher(
  { host, settings, stop }: ManifestRequest,
  { place }: StageSource,
  cache: ObjectCache,
  { attempts, stallMs, totalMs }: Patience = patienceOf(settings),
): Promise<Result<Fetcher, Failure>> {
  const relay = place.kind === "shared" ? ok(null) : await relayOf(host, settings);
  if (!relay.ok) return relay;
  const proxy = host.env["http_proxy"] ?? host.env["HTTP_PROXY"] ?? "";
  const routes =
    place.kind === "shared"
      ? [{ proxy: null, dispatcher: null }]
      : await openRoutes(proxiesOf(proxy, host.env, settings.GLIDEIN_Proxy_Fallback.value), {
          stallMs,
          connections: 4,
          https: place.text.startsWith("https:"),
          caDirectory: settings.X509_CERT_DIR.value ?? usualCertificates,
          relay: relay.value,
        });
  return ok(
    new Fetcher({
      ...{ routes, cache, userAgent: "glidein", signal: stop, attempts, parallel: 4 },
      totalMs,
      random: () => host.random(),
    }),
  );
}

/** The manifest, if whoever it is believed by says that it is right, is still right, and none before it was newer. */
export async function believedManifest(
  { host }: ManifestRequest,
  { place, trust: text }: StageSource,
  fetcher: Fetcher,
  cache: ObjectCache,
): Promise<Result<Believed, Failure>> {
  const trust = trustOf(text);
  if (!trust.ok) return trust;
  const bytes = await fetcher.content({
    url: place.text,
    shown: place.display,
    digests: null,
    maxBytes: largestManifest,
  });
  if (!bytes.ok) return bytes;
  return verifyManifest(bytes.value, {
    shown: place.display,
    trust: trust.value,
    now: host.now(),
    seen: (name) => highestSerial(cache, name),
  });
}
