import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Fetcher, type FetcherOptions, type Wanted } from "../../../src/apply/staging/fetcher.ts";
import { ObjectCache } from "../../../src/apply/staging/object-cache.ts";
import { openRoutes } from "../../../src/apply/staging/web-route.ts";
import { type Answer, type FaultServer, faultServer, loginPage, send } from "../../rig/fault-server.ts";

const content = "#!/bin/sh\necho whole\n";
const sha1 = createHash("sha1").update(content).digest("hex");
const sha256 = createHash("sha256").update(content).digest("hex");

let directory: string;
let server: FaultServer | null = null;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fetcher-"));
});
afterEach(async () => {
  await server?.close();
  server = null;
  rmSync(directory, { recursive: true, force: true });
});

interface Proxies {
  readonly proxies: readonly (string | null)[];
  readonly stallMs: number;
}

async function start(
  answer: Answer,
  { proxies = [null], stallMs = 10_000, ...more }: Partial<FetcherOptions & Proxies> = {},
): Promise<{ fetcher: Fetcher; want: (digests?: Wanted["digests"]) => Wanted }> {
  const own = await faultServer(answer);
  server = own;
  const cache = ObjectCache.open(join(directory, "cache"), 1e9)!;
  const routes = await openRoutes(proxies, { stallMs, connections: 4, https: false, caDirectory: directory });
  const fetcher = new Fetcher({
    routes,
    cache,
    userAgent: "wget/glidein/e/s/1.2/c",
    signal: new AbortController().signal,
    attempts: 3,
    totalMs: 60_000,
    parallel: 4,
    random: () => 0,
    ...more,
  });
  return {
    fetcher,
    want: (digests = { sha1 }) => ({ url: `${own.base}/f`, shown: `${own.base}/f`, digests, maxBytes: 10_000 }),
  };
}

const kept = (): readonly string[] => readdirSync(join(directory, "cache")).filter((name) => !name.startsWith(".lock"));

describe("a signed file", () => {
  it("is asked for once, however many want it, and the next glidein asks nobody", async () => {
    const { fetcher, want } = await start((_, response) => send(response, content));
    const all = await Promise.all([
      fetcher.content(want()),
      fetcher.content(want()),
      fetcher.file(want() as Wanted & { digests: object }),
    ]);
    expect(all.every(({ ok }) => ok)).toBe(true);
    const again = await start(() => undefined);
    expect((await again.fetcher.content(again.want())).ok).toBe(true);
    expect(server?.requests).toEqual([]);
  });

  it("is fetched by one of two processes that start together", async () => {
    const { fetcher, want } = await start((_, response) => setTimeout(() => send(response, content), 50));
    const second = new Fetcher({
      routes: await openRoutes([null], { stallMs: 10_000, connections: 1, https: false, caDirectory: directory }),
      cache: ObjectCache.open(join(directory, "cache"), 1e9)!,
      userAgent: "x",
      signal: new AbortController().signal,
      attempts: 1,
      totalMs: 60_000,
      parallel: 1,
      random: Math.random,
    });
    const both = await Promise.all([fetcher.content(want()), second.content(want())]);
    expect(both.every(({ ok }) => ok)).toBe(true);
    expect(server?.requests.length).toBe(1);
  });

  it("is fetched anew when the one in the cache was changed", async () => {
    const { fetcher, want } = await start((_, response) => send(response, content));
    await fetcher.content(want());
    writeFileSync(join(directory, "cache", `sha1-${sha1}`), "changed");
    const read = await (await start((_, response) => send(response, content))).fetcher.content({
      ...want(),
      url: `${server?.base ?? ""}/f`,
    });
    expect(read.ok && read.value.toString()).toBe(content);
  });

  it("must have every digest that was promised", async () => {
    const { fetcher, want } = await start((_, response) => send(response, content));
    expect((await fetcher.content(want({ sha1, sha256 }))).ok).toBe(true);
    expect(await fetcher.content(want({ sha1, sha256: "0".repeat(64) }))).toMatchObject({
      ok: false,
      error: { code: "DIGEST_MISMATCH" },
    });
  });

  const corrupted: readonly (readonly [string, string])[] = [
    ...Array.from(content, (character, index): readonly [string, string] => [
      `byte ${index} flipped`,
      `${content.slice(0, index)}${String.fromCharCode(character.charCodeAt(0) ^ 1)}${content.slice(index + 1)}`,
    ]),
    ["truncated with a fitting length", content.slice(0, -1)],
    ["extended", `${content}x`],
    ["empty", ""],
  ];
  it("is Corruption when the server has something else, and never kept", async () => {
    for (const [name, body] of corrupted) {
      const { fetcher, want } = await start((_, response) => send(response, body));
      expect(await fetcher.content(want()), name).toMatchObject({ ok: false, error: { code: "DIGEST_MISMATCH" } });
      expect(kept(), name).toEqual([]);
      await server?.close();
    }
  });

  it("is asked for once more, past the caches on the way, when it was wrong", async () => {
    const { fetcher, want } = await start((_, response, count) => send(response, count === 1 ? "stale" : content));
    expect((await fetcher.content(want())).ok).toBe(true);
    expect(server?.requests[1]?.headers["cache-control"]).toBe("no-cache");
  });

  const network: readonly (readonly [string, Answer, requests: number])[] = [
    ["a login page with status 200", (_, response) => send(response, loginPage), 2],
    ["404", (_, response) => response.writeHead(404).end("no"), 1],
    ["403", (_, response) => response.writeHead(403).end("no"), 1],
    ["500 for ever", (_, response) => response.writeHead(500).end("no"), 3],
    [
      "302 to another host",
      (_, response) => response.writeHead(302, { location: "http://login.example.org/" }).end(),
      1,
    ],
    ["redirections without end", (_, response) => response.writeHead(302, { location: "/f" }).end(), 1],
    ["a body that stalls", (_, response) => response.writeHead(200, { "content-length": 100 }).write("x"), 3],
    ["headers that never come", () => undefined, 3],
    ["a connection that breaks", (request) => request.socket.destroy(), 3],
    [
      "a length that is too large",
      (_, response) => response.writeHead(200, { "content-length": 100_000 }).write("x"),
      1,
    ],
    [
      "a body that ends early",
      (_, response) => {
        response.writeHead(200, { "content-length": content.length + 5 });
        response.write(content);
        setTimeout(() => response.destroy(), 20);
      },
      3,
    ],
  ];
  it.each(network)("that comes with %s is Network", async (_name, answer, requests) => {
    const { fetcher, want } = await start(answer, { stallMs: 300, totalMs: 5000 });
    expect(await fetcher.content(want())).toMatchObject({ ok: false, error: { code: "FETCH_FAILED" } });
    expect(server?.requests.filter(({ path }) => path === "/f").length).toBeGreaterThanOrEqual(requests === 1 ? 1 : 2);
    expect(kept()).toEqual([]);
  });

  it("that never ends is given up at its limit", async () => {
    const { fetcher, want } = await start((_, response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write(Buffer.alloc(4096)), 1);
      response.on("close", () => clearInterval(more));
    });
    expect(await fetcher.content(want())).toMatchObject({ ok: false, error: { code: "FETCH_FAILED" } });
    expect(kept()).toEqual([]);
  });

  it("comes after a server in trouble, and over few connections", async () => {
    const { fetcher, want } = await start((_, response, count) =>
      count === 1 ? void response.writeHead(503).end() : send(response, content),
    );
    expect((await fetcher.content(want())).ok).toBe(true);
    expect(server?.requests.length).toBe(2);
    expect(server?.requests[0]?.headers["user-agent"]).toBe("wget/glidein/e/s/1.2/c");
  });

  it("is a stop when the pilot is stopped", async () => {
    const controller = new AbortController();
    const { fetcher, want } = await start(() => controller.abort(), { signal: controller.signal });
    expect((await fetcher.content(want())).ok).toBe(false);
  });
});

describe("an unsigned file", () => {
  it("is asked for past every cache, each time", async () => {
    const { fetcher, want } = await start((_, response) => send(response, "'host'\n"));
    const read = await fetcher.content(want(null));
    expect(read.ok && read.value.toString()).toBe("'host'\n");
    await fetcher.content(want(null));
    expect(server?.requests.map(({ headers }) => headers["cache-control"])).toEqual(["no-cache", "no-cache"]);
    expect(kept()).toEqual([]);
  });
  it("is not a login page with status 200", async () => {
    const { fetcher, want } = await start((_, response) => send(response, loginPage, { "content-type": "text/plain" }));
    expect(await fetcher.content(want(null))).toMatchObject({ ok: false, error: { code: "FETCH_FAILED" } });
  });
});

describe("web proxies", () => {
  it("are asked in plain, not for a tunnel, and the direct way comes when they fail", async () => {
    const proxy = await faultServer((request, response) =>
      request.url?.startsWith("http://") === true
        ? void response.writeHead(502).end()
        : void response.writeHead(400).end(),
    );
    const { fetcher, want } = await start((_, response) => send(response, content), { proxies: [proxy.base, null] });
    expect((await fetcher.content(want())).ok).toBe(true);
    expect(proxy.requests[0]?.path).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+\/f$/u);
    expect(server?.requests.length).toBe(1);
    await proxy.close();
  });
  it("that give something else are passed by", async () => {
    const proxy = await faultServer((_, response) => send(response, loginPage));
    const { fetcher, want } = await start((_, response) => send(response, content), { proxies: [proxy.base, null] });
    expect((await fetcher.content(want())).ok).toBe(true);
    await proxy.close();
  });
});

describe("the cache", () => {
  it("breaks the lock of a process that is gone", async () => {
    const { fetcher, want } = await start((_, response) => send(response, content));
    const lock = join(directory, "cache", `.lock-sha1-${sha1}`);
    writeFileSync(lock, "4194304000");
    const before = new Date(Date.now() - 10_000);
    utimesSync(lock, before, before);
    expect((await fetcher.content(want())).ok).toBe(true);
    expect(existsSync(lock)).toBe(false);
  });
});
