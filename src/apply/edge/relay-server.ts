import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { RelayPolicy } from "../../decide/edge/relay-policy.ts";
import { admits } from "../../decide/edge/relay-policy.ts";
import { systemCode } from "../../host/read-failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { judgeRequest, proveAnswer } from "../../parse/edge/relay-proof.ts";
import { parseRelayTarget, type RelayRefusal, type RelayTarget } from "../../parse/edge/relay-target.ts";
import type { SocketAddress } from "../../parse/edge/socket-address.ts";
import { forwardFile } from "./forward-file.ts";
import { hangUp } from "./hang-up.ts";
import { openTunnel } from "./open-tunnel.ts";
import { tryReach } from "./try-reach.ts";

export interface RelayServerOptions {
  readonly listen: SocketAddress;
  /** What clients prove; one that was valid before stays so for a while. */
  readonly keys: () => readonly string[];
  /** What only whoever runs the edge proves. */
  readonly controlKey: string;
  /** As it is now: names get other addresses. */
  readonly policy: () => RelayPolicy;
  readonly now: () => number;
  readonly status: () => unknown;
  readonly onStop: () => void;
}

export interface RelayCounts {
  readonly connections: number;
  readonly requests: number;
  readonly refused: number;
  readonly bytes: number;
}

export interface RelayServer {
  readonly counts: () => RelayCounts;
  readonly close: () => void;
}

/** More wait in the kernel's queue. */
const maxConnections = 2000;
const maxHeaderSize = 16_384;
const nonceMemory = 20_000;

/** The edge's relay: proven requests for what is allowed, and nothing else. Resolves when it listens. */
export async function startRelay(options: RelayServerOptions): Promise<Result<RelayServer, { code: string }>> {
  const counts = { requests: 0, refused: 0, bytes: 0 };
  const sockets = new Set<Socket>();
  const fresh = new Nonces();
  const count = (bytes: number): void => {
    counts.bytes += bytes;
  };
  /** What is asked for, by whom, and whether they may. */
  const judge = (request: IncomingMessage): Result<Admitted, RefusedRequest> => {
    const line = { method: request.method ?? "", target: request.url ?? "" };
    counts.requests += 1;
    const proof = judgeFirst([...options.keys(), options.controlKey], line, request, options.now());
    if (proof === null || !fresh.take(proof.nonce)) {
      counts.refused += 1;
      return err({ status: 407, why: whyNot(options, line, request), answer: null });
    }
    const answer = proveAnswer(proof.key, proof.nonce);
    const target = parseRelayTarget(line.method, line.target);
    const refused = target.ok ? admits(options.policy(), target.value) : target.error;
    const stranger = target.ok && target.value.kind === "stop" && proof.key !== options.controlKey;
    if (target.ok && refused === null && !stranger) return ok({ target: target.value, answer });
    counts.refused += 1;
    return err({ ...(refused ?? { status: 403, why: "only whoever started the edge may stop it" }), answer });
  };
  const server = createServer(
    {
      ...{ maxHeaderSize, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 30_000, noDelay: true },
      // Node looks after these limits every 30 s otherwise.
      connectionsCheckingInterval: 5000,
    },
    (request, response) => {
      const judged = judge(request);
      if (judged.ok) serve(options, judged.value, request, response, count);
      else refuse(response, judged.error);
    },
  );
  server.maxConnections = maxConnections;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("connect", (request: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on("error", () => client.destroy());
    const judged = judge(request);
    if (!judged.ok) hangUp(client, refusalHead(judged.error));
    else if (judged.value.target.kind === "tunnel")
      openTunnel(client, head, judged.value.target.to, judged.value.answer, count);
    else client.destroy();
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  const listening = await listen(server, options.listen);
  if (!listening.ok) return listening;
  return ok({
    counts: () => ({ connections: sockets.size, ...counts }),
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
}

interface Admitted {
  readonly target: RelayTarget;
  /** Value of the header that proves us. */
  readonly answer: string;
}

interface RefusedRequest extends RelayRefusal {
  readonly answer: string | null;
}

function judgeFirst(
  keys: readonly string[],
  line: { readonly method: string; readonly target: string },
  { headers }: IncomingMessage,
  now: number,
): { readonly key: string; readonly nonce: string } | null {
  for (const key of keys) {
    const judged = judgeRequest(key, line, headers["proxy-authorization"], now);
    if (judged.good) return { key, nonce: judged.nonce };
  }
  return null;
}

function whyNot(
  { keys, now }: RelayServerOptions,
  line: { readonly method: string; readonly target: string },
  { headers }: IncomingMessage,
): string {
  const whys = keys().map((key) => judgeRequest(key, line, headers["proxy-authorization"], now()));
  const skewed = whys.find((one) => !one.good && one.why.includes("clock"));
  const [first = skewed] = skewed === undefined ? whys : [skewed];
  return first === undefined || first.good ? "the proof of a token was used before" : first.why;
}

function serve(
  options: RelayServerOptions,
  { target, answer }: Admitted,
  request: IncomingMessage,
  response: ServerResponse,
  count: (bytes: number) => void,
): void {
  response.setHeader("glidein-relay", answer);
  switch (target.kind) {
    case "file":
      forwardFile(target, request, response, count);
      break;
    case "status":
      sendJson(response, options.status());
      break;
    case "stop":
      sendJson(response, { stopping: true });
      options.onStop();
      break;
    case "reach":
      void tryReach(target.to).then((reached) => sendJson(response, reached));
      break;
    case "tunnel":
      response.writeHead(400).end();
      break;
    default:
      target satisfies never;
  }
}

function sendJson(response: ServerResponse, value: unknown): void {
  const body = `${JSON.stringify(value)}\n`;
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}

function refuse(response: ServerResponse, { status, why, answer }: RefusedRequest): void {
  response
    .writeHead(status, {
      "content-type": "text/plain; charset=utf-8",
      "glidein-refused": why,
      ...(answer === null ? {} : { "glidein-relay": answer }),
      // Whoever may not ask gets no connection to ask again on.
      connection: "close",
    })
    .end(`${why}\n`);
}

const refusalHead = ({ status, why, answer }: RefusedRequest): string =>
  `HTTP/1.1 ${status} Refused\r\nglidein-refused: ${why}\r\n${answer === null ? "" : `glidein-relay: ${answer}\r\n`}connection: close\r\ncontent-length: 0\r\n\r\n`;

function listen(server: Server, { host, port }: SocketAddress): Promise<Result<null, { code: string }>> {
  return new Promise((resolve) => {
    server.once("error", (error) => resolve(err({ code: systemCode(error) ?? error.message })));
    server.listen({ host, port }, () => resolve(ok(null)));
  });
}

/** Those seen lately; a request that somebody heard and says again is refused. */
class Nonces {
  readonly #seen = new Set<string>();

  take(nonce: string): boolean {
    if (this.#seen.has(nonce)) return false;
    this.#seen.add(nonce);
    const [oldest] = this.#seen;
    if (this.#seen.size > nonceMemory && oldest !== undefined) this.#seen.delete(oldest);
    return true;
  }
}
