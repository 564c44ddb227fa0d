// An HTTP server whose answers a test decides, path by path.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface FaultServer {
  readonly base: string;
  readonly requests: { readonly path: string; readonly headers: IncomingMessage["headers"]; readonly port: number }[];
  readonly close: () => Promise<void>;
}

export async function faultServer(answer: Answer): Promise<FaultServer> {
  const requests: FaultServer["requests"] = [];
  const counts = new Map<string, number>();
  const server: Server = createServer((request, response) => {
    const path = request.url ?? "";
    const count = (counts.get(path) ?? 0) + 1;
    counts.set(path, count);
    requests.push({ path, headers: request.headers, port: request.socket.remotePort ?? 0 });
    answer(request, response, count);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
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
