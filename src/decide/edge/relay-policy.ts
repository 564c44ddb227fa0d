import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { RelayRefusal, RelayTarget } from "../../parse/edge/relay-target.ts";
import type { SocketAddress } from "../../parse/edge/socket-address.ts";
import { describeRefusal } from "../../parse/refusal.ts";
import { type HttpUrl, readUrl } from "../../parse/url.ts";

/** For what the relay may be used. */
export interface RelayPolicy {
  /** Everything at or below these; of an https URL its host and port. */
  readonly files: readonly HttpUrl[];
  /** Hosts that the edge may be asked about whether it reaches them, lower case. */
  readonly pool: readonly string[];
}

/** The URLs of GLIDEIN_Edge_Relay; a query or a password has no meaning there. */
export function readRelayUrls(texts: readonly string[]): Result<readonly HttpUrl[], Failure> {
  const urls: HttpUrl[] = [];
  for (const text of texts) {
    const url = readUrl(text);
    const problem = url.ok
      ? url.value.secret
        ? "it has a query or user information"
        : null
      : describeRefusal(url.error);
    if (!url.ok || problem !== null)
      return err(
        failure(
          "SETTING_INVALID",
          "GLIDEIN_Edge_Relay",
          `${shown(text, urls.length + 1)}: ${problem ?? "not a URL"}`,
          "Correct --relay.",
          { expected: "http://HOST[:PORT]/PATH or https://HOST[:PORT]/, separated by commas" },
        ),
      );
    urls.push(url.value);
  }
  return ok(urls);
}

/** What may have a password in it is named by its place only. */
const shown = (text: string, place: number): string =>
  /[@?]/u.test(text) ? `URL ${place}` : JSON.stringify(text.slice(0, 80));

/** null: it may be done. */
export function admits({ files, pool }: RelayPolicy, target: RelayTarget): RelayRefusal | null {
  switch (target.kind) {
    case "status":
    case "stop":
      return null;
    case "file":
      return files.some((allowed) => isBelow(allowed, target.url))
        ? null
        : { status: 403, why: `http://${target.url.host}:${target.url.port} or this path of it is not in --relay` };
    case "tunnel":
      return files.some((allowed) => allowed.scheme === "https" && isSamePlace(allowed, target.to))
        ? null
        : { status: 403, why: `https://${target.to.host}:${target.to.port} is not in --relay` };
    case "reach":
      return pool.includes(target.to.host.toLowerCase())
        ? null
        : { status: 403, why: `${target.to.host} is neither of the pool nor in --reach` };
    default:
      return target satisfies never;
  }
}

function isBelow(allowed: HttpUrl, url: HttpUrl): boolean {
  if (allowed.scheme !== "http" || allowed.host !== url.host || allowed.port !== url.port) return false;
  const directory = allowed.path.replace(/\/+$/u, "");
  return url.path === directory || url.path === allowed.path || url.path.startsWith(`${directory}/`);
}

const isSamePlace = ({ host, port }: HttpUrl, to: SocketAddress): boolean =>
  host.replace(/^\[(.*)\]$/u, "$1") === to.host && port === to.port;
