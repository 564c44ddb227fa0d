import type { Dispatcher } from "undici";
import type { RelayAccess } from "../model/edge.ts";
import { authorities } from "./authorities.ts";
import { relayDispatcher } from "./relay-dispatcher.ts";

/** How a web server is reached: by the relay of an edge, else through a web proxy, else directly. */
export interface WebWay {
  readonly relay?: RelayAccess | null | undefined;
  readonly proxy?: string | null | undefined;
  /** No connection, or nothing arrives, for this long. */
  readonly stallMs: number;
  /** Whether any server will be asked for its certificate: hundreds of files are read only then. */
  readonly https: boolean;
  /** Beside Node's and the system's certificates of authorities: those in this directory. */
  readonly caDirectory: string | undefined;
  /** Connections to one server; unset: no limit. */
  readonly connections?: number;
}

/** undici counts its own time-outs in whole seconds; whoever waits for one waits for so much longer. */
export const timeoutSlackMs = 2000;

/** undici is loaded only here, because most starts of the program never use it. Throws on an address of a proxy that is none. */
export async function webDispatcher(way: WebWay): Promise<Dispatcher> {
  const { relay = null, proxy = null, stallMs, connections } = way;
  const tls = way.https ? { ca: authorities(way.caDirectory) } : {};
  if (relay !== null)
    return relayDispatcher(relay, { stallMs, ...(tls.ca === undefined ? {} : { authorities: tls.ca }) });
  const { Agent, ProxyAgent } = await import("undici");
  const limits = {
    ...(connections === undefined ? {} : { connections }),
    headersTimeout: stallMs,
    bodyTimeout: stallMs,
    maxHeaderSize: 16_384,
    keepAliveTimeout: 20_000,
  };
  return proxy === null
    ? new Agent({ ...limits, connect: { ...tls, timeout: stallMs } })
    : // Web proxies of sites refuse a tunnel to port 80, and cache nothing that passes through one.
      new ProxyAgent({ ...limits, uri: proxy, proxyTunnel: false, requestTls: tls });
}
