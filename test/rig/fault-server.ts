// An HTTP server whose answers a test decides, path by path.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface FaultServer {
  readonly base: string;
  readonly requests: { readonly path: string; readonly headers: IncomingMessage["headers"]; readonly port: number }[];
  readonly close: () => Promise<void>;
}

/** With `tls` it speaks https, as `localhost`. */
export async function faultServer(
  answer: Answer,
  tls?: { readonly cert: string; readonly key: string },
): Promise<FaultServer> {
  const requests: FaultServer["requests"] = [];
  const counts = new Map<string, number>();
  const listener: RequestListener = (request, response) => {
    const path = request.url ?? "";
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    requests.push({ path, headers: request.headers, port: request.socket.remotePort ?? 0 });
    answer(request, response, count);
  };
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    base: `${tls === undefined ? "http://127.0.0.1" : "https://localhost"}:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
}

export const send = (
  response: ServerResponse,
  body: string | Uint8Array,
  headers: Record<string, string | number> = {},
): void => {
  response.writeHead(200, { "content-length": Buffer.byteLength(body), ...headers });
  response.end(body);
};

export const loginPage = "<!DOCTYPE html><html><body>Please log in</body></html>\n";
