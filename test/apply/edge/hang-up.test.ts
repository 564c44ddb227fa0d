import { connect, createServer } from "node:net";
import { Duplex } from "node:stream";
import { afterEach, expect, it } from "vitest";
import { openTunnel } from "../../../src/apply/edge/open-tunnel.ts";
import { startRelay } from "../../../src/apply/edge/relay-server.ts";
import { patience } from "../../bed/wait.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

it("a slow client gets everything that the server said before it closed", async () => {
  const { promise: closed, resolve: onClose } = Promise.withResolvers<void>();
  const port = await listening(
    createServer((socket) => {
      socket.on("close", () => onClose());
      socket.end("everything");
    }),
  );
  const got: string[] = [];
  const client = new Duplex({
    read: () => undefined,
    // Takes nothing until the server is gone.
    write: (chunk: Buffer, _encoding, done) => {
      got.push(chunk.toString());
      void closed.then(() => setTimeout(done, 50));
    },
  });
  openTunnel(client, Buffer.alloc(0), { host: "127.0.0.1", port }, "answer", () => undefined);
  await new Promise<void>((resolve) => {
    client.once("finish", resolve);
    client.once("close", resolve);
  });
  client.destroy();
  expect(got.join("")).toMatch(/\r\n\r\neverything$/u);
});

it("no connection is kept of a client that was refused and does not hang up", async () => {
  const free = createServer();
  const port = await listening(free);
  await new Promise((resolve) => free.close(resolve));
  const relay = await startRelay({
    listen: { host: "127.0.0.1", port },
    keys: () => ["the key of the nodes"],
    controlKey: "the key of the owner",
    policy: () => ({ files: [], pool: [] }),
    now: () => Date.now() / 1000,
    status: () => null,
    onStop: () => undefined,
  });
  if (!relay.ok) throw new Error(relay.error.code);
  closing.push(() => relay.value.close());
  const refusals = Array.from({ length: 20 }, () => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    closing.push(() => socket.destroy());
    socket.on("error", () => undefined);
    socket.write("CONNECT elsewhere.test:443 HTTP/1.1\r\nHost: elsewhere.test\r\n\r\n");
    return new Promise((resolve) => {
      socket.once("data", resolve);
    });
  });
  await Promise.all(refusals);
  await expect.poll(() => relay.value.counts().connections, { timeout: patience }).toBe(0);
});
