import type { Host, HttpResponse, ReadFailure } from "../../host/host.ts";
import type { FeatureFact, FeatureScope } from "../../model/facts/features.ts";
import { escapedText, rawFeature } from "../../parse/features/escaped.ts";
import type { FeatureLocation } from "../../parse/features/location.ts";
import { tooLarge } from "../../parse/features/token.ts";
import { type FeatureSource, type KeyContent, noValue } from "./source.ts";

type Url = Extract<FeatureLocation, { kind: "url" }>;

/**
 * For everything that is asked: all keys are asked for at once, so this is also the price of a server that is dead,
 * slow or never stops, and no clock is needed to keep to it.
 */
const FETCH_TIMEOUT_MS = 5000;
const REDIRECTS = 2;
/** More than a value may have: the page of a 404 is to be read as a 404, not refused for its size. */
const MAX_ANSWER_BYTES = 65_536;

/**
 * Opens a URL prefix. Nothing is cached: the static keys are read once, the dynamic ones are two or three small
 * requests a minute, and a cached answer would hide a shutdown. No web proxy: these servers stand on the node or
 * its network (often at a link-local address), where a site's proxy does not lead.
 */
export async function openUrl(host: Host, scope: FeatureScope, location: Url): Promise<FeatureSource> {
  const caDirectory = location.secure ? await certificateDirectory(host) : null;
  return {
    scope,
    shown: location.shown,
    usable: true,
    reason: location.remark,
    local: false,
    read: async (key) => {
      const response = await host.fetch({
        url: `${location.base}/${key}`,
        timeoutMs: FETCH_TIMEOUT_MS,
        maxBytes: MAX_ANSWER_BYTES,
        redirects: REDIRECTS,
        ...(caDirectory === null ? {} : { caDirectory }),
      });
      return response.ok ? contentOf(response.value) : { kind: "none", fact: withoutResponse(response.error) };
    },
  };
}

/** The grid's hashed CA directory, beside the CAs of the system, where there is one. */
async function certificateDirectory(host: Host): Promise<string | null> {
  for (const path of [host.env["X509_CERT_DIR"], "/etc/grid-security/certificates"]) {
    if (path === undefined || !path.startsWith("/")) continue;
    const status = await host.stat(path);
    if (status.ok && status.value.type === "directory") return path;
  }
  return null;
}

function contentOf({ status, headers, body }: HttpResponse): KeyContent {
  if (status === 200) {
    const type = headers["content-type"] ?? "";
    if (!/^\s*(text\/html|application\/xhtml\+xml)\b/iu.test(type)) return { kind: "bytes", bytes: body };
    const reason = "the server sent an HTML page (a login or an error page?), not a value";
    return { kind: "none", fact: noValue("invalid", reason, rawFeature(body)) };
  }
  if (status === 404) return { kind: "none", fact: noValue("missing", "HTTP 404: the provider gives no value") };
  // Where it leads is not shown: a Location may carry a token.
  const redirect =
    status >= 300 && status < 400 ? ", a redirect that is not followed (other host or scheme, or too many)" : "";
  return { kind: "none", fact: noValue("unavailable", `HTTP ${status}${redirect}; expected 200 or 404`) };
}

function withoutResponse(error: ReadFailure): FeatureFact {
  if (error.code === "too-large") return noValue("invalid", tooLarge);
  if (error.code === "timeout") return noValue("unavailable", `no complete answer within ${FETCH_TIMEOUT_MS / 1000} s`);
  return noValue("unavailable", `could not be fetched: ${escapedText(error.what)}`);
}
