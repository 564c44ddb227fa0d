import type { Dispatcher } from "undici";
import { giveUp } from "../../host/give-up.ts";
import { systemCode } from "../../host/read-failure.ts";
import { timeoutSlackMs, webDispatcher } from "../../host/web-dispatcher.ts";
import type { RelayAccess } from "../../model/edge.ts";
import { redactSecrets } from "../../parse/redact.ts";
import { isPassing } from "../passing-status.ts";
import { readShared } from "./shared-file.ts";

/** One way to a web server: through a web proxy, or directly (null). Connections are kept and used again. */
export interface Route {
  readonly proxy: string | null;
  /** null: the file is on a file system, and its path is asked for. */
  readonly dispatcher: Dispatcher | null;
  /** An answer begins within this time; unset: within the request's own. */
  readonly answerMs?: number;
}

export interface RouteLimits {
  /** Nothing arrives for this long, or no connection within it: the attempt failed. */
  readonly stallMs: number;
  /** Connections to one server. */
  readonly connections: number;
  /** Whether any of the servers speaks https. */
  readonly https: boolean;
  /** Beside Node's and the system's certificates of authorities: those in this directory. */
  readonly caDirectory: string;
  /** Relay of an edge, which takes the place of the direct way. */
  readonly relay?: RelayAccess | null;
}

export async function openRoutes(proxies: readonly (string | null)[], limits: RouteLimits): Promise<readonly Route[]> {
  const { relay = null, connections, ...way } = limits;
  const ways = relay === null ? proxies : proxies.filter((proxy) => proxy !== null);
  const routes = ways.map(async (proxy) => ({
    proxy,
    answerMs: limits.stallMs,
    dispatcher: await webDispatcher({ ...way, connections, proxy }),
  }));
  const behind = relay === null ? [] : [{ proxy: null, dispatcher: await webDispatcher({ ...way, relay }) }];
  return [...(await Promise.all(routes)), ...behind];
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: AsyncIterable<Uint8Array>;
  /** Of the whole body; null when the server does not say. */
  readonly length: number | null;
}

export type Attempt =
  | { readonly kind: "reply"; readonly reply: Reply }
  /** `again`: whether the same request may do better in a moment. */
  | { readonly kind: "failed"; readonly why: string; readonly again: boolean };

export interface Asking {
  readonly url: string;
  readonly userAgent: string;
  /** Past every cache on the way. */
  readonly fresh: boolean;
  readonly signal: AbortSignal;
}

const mostRedirects = 3;

/** One GET. A redirection is followed on the same server only: what lies elsewhere is nobody's staging area. */
export async function ask(route: Route, asking: Asking): Promise<Attempt> {
  const { dispatcher } = route;
  if (dispatcher === null) return readShared(asking);
  const { request } = await import("undici");
  let url = asking.url;
  for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
    const asked = request(url, {
      dispatcher,
      signal: asking.signal,
      headers: {
        "user-agent": asking.userAgent,
        accept: "*/*",
        ...(asking.fresh ? { "cache-control": "no-cache", pragma: "no-cache" } : {}),
      },
    });
    const patience = route.answerMs === undefined ? [] : [AbortSignal.timeout(route.answerMs + timeoutSlackMs)];
    const response = await giveUp(asked, AbortSignal.any([asking.signal, ...patience]));
    const { statusCode: status, headers } = response;
    // A body that nobody reads to its end fails when it is given up, which is no news.
    response.body.on("error", () => undefined);
    const location = headers["location"];
    if (status < 300 || status >= 400 || typeof location !== "string") {
      if (status === 200) return { kind: "reply", reply: { status, ...describeBody(headers), body: response.body } };
      response.body.destroy();
      return { kind: "failed", why: `HTTP status ${status}`, again: isPassing(status) };
    }
    await response.body.dump({ limit: 65_536 });
    const target = URL.canParse(location, url) ? new URL(location, url) : null;
    if (target === null || target.origin !== new URL(url).origin)
      return {
        kind: "failed",
        why: `HTTP status ${status} to another server (${redactSecrets(target?.host ?? "?")}), which is not followed`,
        again: false,
      };
    url = target.href;
  }
  return { kind: "failed", why: `more than ${mostRedirects} redirections`, again: false };
}

function describeBody(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Pick<Reply, "type" | "length"> {
  const length = Number(headers["content-length"] ?? Number.NaN);
  return { type: String(headers["content-type"] ?? ""), length: Number.isSafeInteger(length) ? length : null };
}

/** What an exception of a request means to people; every one of them may pass. */
export function whyFailed(error: unknown): string {
  const code = systemCode(error);
  const message = error instanceof Error ? error.message : "unknown error";
  return redactSecrets(code === null ? message : `${code}: ${message}`).slice(0, 200);
}
