import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { RelayTarget } from "../../parse/edge/relay-target.ts";

/** Nothing arrives from the server for this long. */
const stallMs = 60_000;
/** For one file from the first byte to the last. */
const totalMs = 3_600_000;
const maxBytes = 8 * 2 ** 30;

/** What a server needs to know of a request, and a client of an answer. Everything else is between two neighbours. */
const passedOn = [
  ...["accept", "accept-encoding", "authorization", "cache-control", "if-modified-since", "if-none-match"],
  ...["pragma", "range", "user-agent"],
];
const passedBack = [
  ...["accept-ranges", "age", "cache-control", "content-encoding", "content-length", "content-range", "content-type"],
  ...["date", "etag", "expires", "last-modified", "location", "retry-after", "via"],
];

/** Asks the server for the file and passes on what it says. A redirection is the client's to follow, and is judged anew. */
export function forwardFile(
  { method, url }: Extract<RelayTarget, { kind: "file" }>,
  request: IncomingMessage,
  response: ServerResponse,
  count: (bytes: number) => void,
): void {
  if (request.headers["content-length"] !== undefined || request.headers["transfer-encoding"] !== undefined) {
    response.writeHead(400, { "glidein-refused": "a request with a body is not relayed", connection: "close" }).end();
    return;
  }
  let bytes = 0;
  const asked = ask({
    method,
    host: url.host.replace(/^\[(.*)\]$/u, "$1"),
    port: url.port,
    path: `${url.path}${url.query === null ? "" : `?${url.query}`}`,
    headers: {
      ...pick(request.headers, passedOn),
      host: url.port === 80 ? url.host : `${url.host}:${url.port}`,
      connection: "close",
    },
    agent: false,
    timeout: stallMs,
    maxHeaderSize: 16_384,
  });
  const timer = setTimeout(() => asked.destroy(new Error("the file takes too long")), totalMs);
  const end = (): void => {
    clearTimeout(timer);
    asked.destroy();
  };
  response.once("close", end);
  asked.once("timeout", () => asked.destroy(new Error(`the server is silent for ${stallMs / 1000} s`)));
  asked.once("error", (error: NodeJS.ErrnoException) => {
    clearTimeout(timer);
    if (response.headersSent) response.destroy();
    else response.writeHead(502, { "glidein-refused": error.code ?? error.message }).end();
  });
  asked.once("response", (answer) => {
    response.writeHead(answer.statusCode ?? 502, pick(answer.headers, passedBack));
    answer.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      count(chunk.length);
      if (bytes > maxBytes) response.destroy();
    });
    answer.once("error", () => response.destroy());
    answer.pipe(response);
  });
  asked.end();
}

const pick = (
  headers: Readonly<Record<string, string | string[] | undefined>>,
  names: readonly string[],
): Record<string, string | string[]> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
