import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { httpFetch } from "../../src/host/http-fetch.ts";

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A web proxy that knows no tunnels: it closes the connection of one who asks for one. */
async function plainProxy(): Promise<{ url: string; connections: () => number }> {
  let connections = 0;
  server = createServer((_, response) => response.end("through the proxy"));
  const own = server;
  own.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((done) => own.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(own.address() as AddressInfo).port}`, connections: () => connections };
}

it("asks a web proxy for http without a tunnel, which most refuse", async () => {
  const proxy = await plainProxy();
  const read = await httpFetch({ url: "http://far.invalid/", timeoutMs: 60_000, maxBytes: 100, proxy: proxy.url });
  expect(read.ok && Buffer.from(read.value.body).toString()).toBe("through the proxy");
  expect(proxy.connections()).toBe(1);
});

it("gives up at its deadline when a web proxy closes every tunnel, and asks no more then", async () => {
  const proxy = await plainProxy();
  const read = await httpFetch({ url: "https://far.invalid/", timeoutMs: 500, maxBytes: 100, proxy: proxy.url });
  expect(read).toMatchObject({ ok: false, error: { code: "timeout" } });
  const asked = proxy.connections();
  await new Promise((done) => setImmediate(done));
  expect(proxy.connections() - asked).toBeLessThanOrEqual(1);
});
