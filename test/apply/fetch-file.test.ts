import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FetchFileRequest, fetchFile } from "../../src/apply/fetch-file.ts";
import { Actor } from "../../src/host/actor.ts";

const body = Buffer.from("an HTCondor release, or so".repeat(1000));
const sha256 = createHash("sha256").update(body).digest("hex");

let directory: string;
const servers: { close: () => unknown }[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "glidein-fetch-"));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(directory, { recursive: true });
});

const portOf = (server: { address: () => unknown }): number => (server.address() as AddressInfo).port;
async function serve(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer);
  servers.push({ close: () => server.closeAllConnections() ?? server.close() });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return `http://127.0.0.1:${portOf(server)}/condor.tar.gz`;
}

const pauses: number[] = [];
async function fetched(url: string, more: Partial<FetchFileRequest> = {}): Promise<string> {
  pauses.length = 0;
  const to = join(directory, "file");
  const done = await fetchFile(new Actor(), {
    url,
    sha256,
    to,
    maxBytes: 1_000_000,
    stallMs: 10_000,
    attemptMs: 60_000,
    attempts: 3,
    caDirectory: directory,
    pause: async (ms) => void pauses.push(ms),
    ...more,
  });
  if (!done.ok) expect(readdirSync(directory)).toEqual([]);
  return done.ok ? readFileSync(to, "utf8") : `${done.error.code}: ${done.error.problem}`;
}
const well = body.toString();

describe("fetchFile", () => {
  it("keeps a file that has the digest, for us alone, and tells how far it is", async () => {
    const url = await serve((_, response) => response.writeHead(200, { "content-length": body.length }).end(body));
    const seen: (number | null)[] = [];
    expect(await fetched(url, { onProgress: (done, total) => seen.push(done, total) })).toBe(well);
    expect(statSync(join(directory, "file")).mode & 0o777).toBe(0o600);
    expect(seen.slice(-2)).toEqual([body.length, body.length]);
  });

  it("does not need to be told the length", async () => {
    expect(await fetched(await serve((_, response) => response.end(body)))).toBe(well);
  });

  it("keeps nothing that has another digest, and does not ask again", async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.end("<html>Please log in</html>");
    });
    expect(await fetched(url)).toMatch(/^DIGEST_MISMATCH: its SHA-256 is [0-9a-f]{64} \(26 bytes\)/u);
    expect(asked).toBe(1);
  });

  it("does not ask again for what the server does not have", async () => {
    for (const status of [404, 403, 410]) {
      expect(await fetched(await serve((_, response) => response.writeHead(status).end()))).toMatch(
        new RegExp(`^FETCH_FAILED: .*${status}`, "u"),
      );
      expect(pauses).toEqual([]);
    }
  });

  it("asks again, ever later, while the server is in trouble", async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      if (asked === 3) response.end(body);
      else response.writeHead(asked === 1 ? 503 : 429).end();
    });
    expect(await fetched(url)).toBe(well);
    expect(pauses).toEqual([1000, 2000]);
    expect(await fetched(await serve((_, response) => response.writeHead(500).end()))).toMatch(/^FETCH_FAILED.*500/u);
  });

  it("asks again when the body ends too soon", async () => {
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.writeHead(200, { "content-length": body.length });
      if (asked === 2) response.end(body);
      else response.write(body.subarray(0, 500), () => response.destroy());
    });
    expect(await fetched(url)).toBe(well);
    expect(asked).toBe(2);
  });

  it("gives up on a server that stalls, before and in the body", async () => {
    expect(await fetched(await serve(() => undefined), { attempts: 1, stallMs: 300 })).toMatch(
      /^FETCH_FAILED.*TIMEOUT/u,
    );
    const stuck = await serve((_, response) => {
      response.writeHead(200, { "content-length": body.length });
      response.write(body.subarray(0, 500));
    });
    expect(await fetched(stuck, { attempts: 1, stallMs: 300 })).toMatch(/^FETCH_FAILED.*TIMEOUT/u);
  });

  it("gives up on a server that sends a byte now and then", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { "content-length": body.length });
      const timer = setInterval(() => response.write("x"), 50);
      response.on("close", () => clearInterval(timer));
    });
    expect(await fetched(url, { attempts: 1, attemptMs: 400 })).toMatch(/^FETCH_FAILED.*not complete within 0.4 s/u);
  });

  it("refuses more than it was told to take", async () => {
    const url = await serve((_, response) => response.end(body));
    expect(await fetched(url, { maxBytes: 1000 })).toMatch(/^ARCHIVE_REFUSED: .*larger than 1000/u);
  });

  it("follows redirects, but not for ever", async () => {
    const url = await serve((request, response) => {
      if (request.url === "/here") response.end(body);
      else response.writeHead(302, { location: request.url === "/round" ? "/round" : "/here" }).end();
    });
    expect(await fetched(url)).toBe(well);
    expect(await fetched(url.replace("condor.tar.gz", "round"))).toMatch(/^FETCH_FAILED/u);
  });

  it("says what it cannot reach, also through a web proxy that is none", async () => {
    const closed = createTcpServer();
    await new Promise<void>((listening) => closed.listen(0, "127.0.0.1", listening));
    const port = portOf(closed);
    await new Promise((done) => closed.close(done));
    expect(await fetched(`http://127.0.0.1:${port}/x`)).toMatch(/^FETCH_FAILED: .*ECONNREFUSED/u);
    const url = await serve((_, response) => response.end(body));
    expect(await fetched(url, { proxy: `http://127.0.0.1:${port}`, attempts: 1 })).toMatch(/^FETCH_FAILED/u);
    for (const proxy of ["http://", "nonsense", "http://host:99999"])
      expect(await fetched(url, { proxy, attempts: 1 })).toMatch(/^FETCH_FAILED/u);
    expect(await fetched("http://[broken", { attempts: 1 })).toMatch(/^FETCH_FAILED/u);
  });

  it("asks a web proxy for the whole address, because squid refuses a tunnel to port 80", async () => {
    const url = await serve((_, response) => response.end(body));
    const asked: string[] = [];
    const proxy = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.end(body);
    });
    servers.push({ close: () => proxy.closeAllConnections() ?? proxy.close() });
    proxy.on("connect", (request, socket) => {
      asked.push(`${request.method} ${request.url}`);
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    });
    await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
    expect(await fetched(url, { proxy: `http://127.0.0.1:${portOf(proxy)}`, attempts: 1 })).toBe(well);
    expect(asked).toEqual([`GET ${url}`]);
  });

  it("ends at once when a stop signal comes, and shows no password", async () => {
    const stop = new AbortController();
    const url = await serve(() => stop.abort());
    expect(await fetched(url.replace("://", "://ada:secret@"), { signal: stop.signal })).toMatch(/^FETCH_FAILED/u);
    expect(pauses).toEqual([]);
    const done = await fetchFile(new Actor(), {
      url: "http://ada:secret@127.0.0.1:1/x",
      sha256,
      to: join(directory, "file"),
      maxBytes: 1,
      stallMs: 100,
      attemptMs: 100,
      attempts: 1,
      caDirectory: directory,
      pause: async () => undefined,
    });
    expect(JSON.stringify(done)).not.toContain("secret");
    expect(existsSync(join(directory, "file"))).toBe(false);
  });
});
