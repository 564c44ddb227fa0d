import { connect } from "node:net";
import type { Duplex } from "node:stream";
import type { SocketAddress } from "../../parse/edge/socket-address.ts";
import { hangUp } from "./hang-up.ts";

const connectMs = 15_000;
const idleMs = 120_000;

/** Joins a client with a server; either end, or silence, ends both. `answer` proves us to the client. */
export function openTunnel(
  client: Duplex,
  head: Buffer,
  to: SocketAddress,
  answer: string,
  count: (bytes: number) => void,
): void {
  let open = false;
  const server = connect({ ...to, noDelay: true });
  const timer = setTimeout(() => server.destroy(new Error("no connection in time")), connectMs);
  const end = (): void => {
    clearTimeout(timer);
    server.destroy();
    client.destroy();
  };
  server.setTimeout(idleMs, end);
  server.once("connect", () => {
    clearTimeout(timer);
    open = true;
    client.write(`HTTP/1.1 200 Connected\r\nglidein-relay: ${answer}\r\n\r\n`);
    server.write(head);
    server.on("data", (chunk: Buffer) => count(chunk.length));
    server.pipe(client);
    client.pipe(server);
  });
  server.once("error", (error: NodeJS.ErrnoException) => {
    if (!open)
      hangUp(
        client,
        `HTTP/1.1 502 Unreachable\r\nglidein-relay: ${answer}\r\nglidein-refused: ${error.code ?? "no connection in time"}\r\ncontent-length: 0\r\n\r\n`,
      );
    else end();
  });
  server.once("close", () => {
    clearTimeout(timer);
    // Of a slow client some of it is still on its way.
    if (open) hangUp(client, undefined, idleMs);
  });
  client.once("close", end);
}
