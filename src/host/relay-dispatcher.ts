import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import type { Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import type { buildConnector, Dispatcher } from "undici";
import type { RelayAccess } from "../model/edge.ts";
import { isAnswerOf, proveRequest } from "../parse/edge/relay-proof.ts";
import { parseSocketAddress } from "../parse/edge/socket-address.ts";

export interface RelayLimits {
  /** No connection, or nothing arrives, for this long. */
  readonly stallMs: number;
  /** Connections to the relay; unset: no limit. */
  readonly connections?: number;
  /** Certificates of authorities for https; unset: Node's. */
  readonly authorities?: readonly string[];
}

const authorization = "proxy-authorization";
const answered = "glidein-relay";
/** One that sends headers without end is given up. */
const maxHeaderSize = 16_384;

/**
 * Requests through the relay of an edge. Plain http is asked of the relay by whole URL, https through a tunnel, so that the
 * certificate is judged here. An answer that does not prove the key is not the edge's, and is not used.
 */
export async function relayDispatcher(relay: RelayAccess, limits: RelayLimits): Promise<Dispatcher> {
  const { Agent, DecoratorHandler } = await import("undici");
  const agent = new Agent({
    ...(limits.connections === undefined ? {} : { connections: limits.connections }),
    headersTimeout: limits.stallMs,
    bodyTimeout: limits.stallMs,
    keepAliveTimeout: 20_000,
    maxHeaderSize,
    connect: connector(relay, limits),
  });
  /** The handler as it is, but for an answer that is not the edge's. */
  const proven = (nonce: string, handler: Dispatcher.DispatchHandler): Dispatcher.DispatchHandler => {
    const inner: Dispatcher.DispatchHandler = new DecoratorHandler(handler);
    return {
      onRequestStart: (...given) => inner.onRequestStart?.(...given),
      onRequestUpgrade: (...given) => inner.onRequestUpgrade?.(...given),
      onResponseStart: (...given) => {
        const [controller, , headers] = given;
        if (isAnswerOf(relay.key, nonce, headers[answered])) inner.onResponseStart?.(...given);
        else controller.abort(notTheEdge(relay));
      },
      onResponseData: (...given) => inner.onResponseData?.(...given),
      onResponseEnd: (...given) => inner.onResponseEnd?.(...given),
      onResponseError: (...given) => inner.onResponseError?.(...given),
    };
  };
  return agent.compose((dispatch) => (options, handler) => {
    const origin = String(options.origin ?? "");
    if (origin.startsWith("https:")) return dispatch(options, handler);
    const target = origin === `http://${relay.address}` ? options.path : `${origin}${options.path}`;
    const nonce = freshNonce();
    const proof = proveRequest(relay.key, { method: options.method, target }, { time: seconds(), nonce });
    return dispatch(
      {
        ...options,
        origin: `http://${relay.address}`,
        path: target,
        headers: { ...plainHeaders(options.headers), [authorization]: proof },
      },
      proven(nonce, handler),
    );
  });
}

const notTheEdge = ({ address }: RelayAccess): Error =>
  new Error(`what answers at ${address} does not know the token of the edge`);

const freshNonce = (): string => randomBytes(16).toString("hex");
const seconds = (): number => Math.floor(Date.now() / 1000);

/** Ours are plain objects always; lists and iterators are for others. */
function plainHeaders(headers: Dispatcher.DispatchOptions["headers"]): Record<string, string> {
  if (headers === undefined || headers === null || Array.isArray(headers) || Symbol.iterator in headers) return {};
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

/** For http to the relay itself, for https a tunnel through it and TLS inside. */
function connector(relay: RelayAccess, limits: RelayLimits): buildConnector.connector {
  return (options, done) => {
    const { hostname, port, protocol } = options;
    if (protocol !== "https:") {
      openSocket(relay, limits, done);
      return;
    }
    openTunnel(relay, limits, `${hostname}:${port === "" ? 443 : port}`, (socket, why) => {
      if (socket === null) {
        done(why, null);
        return;
      }
      const name = hostname.replace(/^\[(.*)\]$/u, "$1");
      const secure = tlsConnect({
        socket,
        ...(/^[0-9.]+$|:/u.test(name) ? {} : { servername: name }),
        host: name,
        ALPNProtocols: ["http/1.1"],
        ...(limits.authorities === undefined ? {} : { ca: [...limits.authorities] }),
      });
      once(secure, limits.stallMs, "secureConnect", done);
    });
  };
}

type Done = (...result: [null, Socket] | [Error, null]) => void;

function openSocket({ address }: RelayAccess, { stallMs }: RelayLimits, done: Done): void {
  void import("node:net").then(({ connect }) => {
    const to = parseSocketAddress(address) ?? { host: address, port: 0 };
    once(connect({ ...to, noDelay: true }), stallMs, "connect", done);
  });
}

/** The socket when it is ready, or why it never was. */
function once(socket: Socket, ms: number, ready: "connect" | "secureConnect", done: Done): void {
  const timer = setTimeout(() => socket.destroy(new Error(`no connection within ${ms / 1000} s`)), ms);
  const fail = (error: Error): void => {
    clearTimeout(timer);
    done(error, null);
  };
  socket.once("error", fail);
  socket.once(ready, () => {
    clearTimeout(timer);
    socket.off("error", fail);
    done(null, socket);
  });
}

function openTunnel(
  relay: RelayAccess,
  { stallMs }: RelayLimits,
  target: string,
  done: (...result: [Socket, null] | [null, Error]) => void,
): void {
  const nonce = freshNonce();
  const proof = proveRequest(relay.key, { method: "CONNECT", target }, { time: seconds(), nonce });
  const to = parseSocketAddress(relay.address);
  const asked = httpRequest({
    ...(to === null ? {} : to),
    method: "CONNECT",
    path: target,
    headers: { host: target, [authorization]: proof },
    agent: false,
    timeout: stallMs,
    maxHeaderSize,
  });
  asked.on("timeout", () => asked.destroy(new Error(`the relay did not answer within ${stallMs / 1000} s`)));
  asked.on("error", (error) => done(null, error));
  asked.on("response", (response) => {
    response.resume();
    done(null, new Error(`the relay answered with HTTP status ${response.statusCode ?? 0}`));
  });
  asked.on("connect", (response, socket: Socket, head) => {
    if (!isAnswerOf(relay.key, nonce, response.headers[answered])) {
      socket.destroy();
      done(null, notTheEdge(relay));
    } else if (response.statusCode === 200 && head.length === 0) {
      socket.setTimeout(0);
      done(socket, null);
    } else {
      socket.destroy();
      const why = response.headers["glidein-refused"];
      done(
        null,
        new Error(`the relay refuses: ${typeof why === "string" ? why : `HTTP status ${response.statusCode}`}`),
      );
    }
  });
  asked.end();
}
