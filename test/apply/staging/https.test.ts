import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Fetcher } from "../../../src/apply/staging/fetcher.ts";
import { ObjectCache } from "../../../src/apply/staging/object-cache.ts";
import { openRoutes } from "../../../src/apply/staging/web-route.ts";
import { type FaultServer, faultServer, send } from "../../rig/fault-server.ts";
import { selfSigned } from "../../rig/self-signed.ts";

describe("a server that speaks https", () => {
  const tls = selfSigned();
  let directory: string;
  let server: FaultServer;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "https-"));
    server = await faultServer((_, response) => send(response, "content\n"), tls);
  });
  afterEach(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });

  async function fetched() {
    const fetcher = new Fetcher({
      routes: await openRoutes([null], { stallMs: 10_000, connections: 1, https: true, caDirectory: directory }),
      cache: ObjectCache.open(join(directory, "cache"), 1e9)!,
      userAgent: "test",
      signal: new AbortController().signal,
      ...{ attempts: 1, totalMs: 10_000, parallel: 1, random: () => 0 },
    });
    return fetcher.content({ url: `${server.base}/f`, shown: "f", digests: null, maxBytes: 100 });
  }

  it("is believed when the site's directory of certificates knows it", async () => {
    writeFileSync(join(directory, "0f00ba12.0"), tls.cert);
    expect(await fetched()).toMatchObject({ ok: true });
  });

  it("is asked for nothing when nobody knows it", async () => {
    expect(await fetched()).toMatchObject({ ok: false, error: { code: "FETCH_FAILED" } });
    expect(server.requests).toEqual([]);
  });
});
