import { describe, expect, test } from "vitest";
import type { HttpRequest, HttpResponse, Read } from "../../../src/host/host.ts";
import { MemoryHost, type MemoryNode } from "../../../src/host/memory-host.ts";
import { probeFeatures } from "../../../src/probe/features/probe-features.ts";

const NOW = 1_790_000_000;
const env = { MACHINEFEATURES: "http://mjf/machine", JOBFEATURES: "http://mjf/job" };
const probe = (fetch: NonNullable<MemoryNode["fetch"]>, more: MemoryNode = {}) =>
  probeFeatures(new MemoryHost({ env, now: NOW, fetch, ...more }));

function answer(status: number, body = "", headers: Readonly<Record<string, string>> = {}): Read<HttpResponse> {
  return { ok: true, value: { status, headers, body: Buffer.from(body) } };
}
const failed = (code: "timeout" | "io" | "too-large" | "not-recorded", what: string): Read<HttpResponse> => ({
  ok: false,
  error: { code, what },
});
/** A server with these keys; it knows no others. */
const serving =
  (keys: Readonly<Record<string, Read<HttpResponse>>>) =>
  ({ url }: HttpRequest): Read<HttpResponse> =>
    keys[url.slice(url.lastIndexOf("/") + 1)] ?? answer(404, "no such key");

describe("an HTTP location", () => {
  test("is asked for each key once, below the prefix, with bounds", async () => {
    const requests: HttpRequest[] = [];
    const { features, featureLocations } = await probe((request) => {
      requests.push(request);
      return serving({ total_cpu: answer(200, "64\n", { "content-type": "text/plain" }), job_id: answer(200, "7") })(
        request,
      );
    });
    expect(requests).toHaveLength(15);
    expect(requests.map(({ url }) => url)).toContain("http://mjf/machine/total_cpu");
    expect(requests.map(({ url }) => url)).toContain("http://mjf/job/scratch_limit_bytes");
    expect(requests.every(({ timeoutMs, maxBytes }) => timeoutMs === 5000 && maxBytes <= 65_536)).toBe(true);
    expect(requests.every(({ caDirectory, proxy }) => caDirectory === undefined && proxy === undefined)).toBe(true);
    expect(features["machine.total_cpu"]).toMatchObject({ status: "ok", value: 64 });
    expect(features["job.job_id"]).toMatchObject({ status: "ok", value: "7" });
    expect(features["machine.shutdowntime"]).toMatchObject({
      status: "missing",
      reason: "HTTP 404: the provider gives no value",
    });
    expect(featureLocations.machine).toEqual({ location: "http://mjf/machine", usable: true, reason: "" });
  });

  test("is asked for all keys at the same time, so that a dead server costs one time-out", async () => {
    let waiting = 0;
    let giveUp: () => void = () => undefined;
    const dead = new Promise<void>((resolve) => {
      giveUp = resolve;
    });
    const { features, featureLocations } = await probe(async () => {
      waiting += 1;
      // Nobody is answered before everybody has asked.
      if (waiting === 15) giveUp();
      await dead;
      return failed("timeout", "no answer");
    });
    expect(waiting).toBe(15);
    expect(features["machine.hs06"]).toMatchObject({
      status: "unavailable",
      reason: "no complete answer within 5 s",
    });
    expect(featureLocations.job).toMatchObject({ usable: false, reason: "no complete answer within 5 s" });
  });

  test.each([
    ["an HTML page", answer(200, "<p>hi", { "content-type": "Text/HTML; charset=utf-8" }), "invalid", /HTML page/],
    ["an XHTML page", answer(200, "8", { "content-type": "application/xhtml+xml" }), "invalid", /HTML page/],
    ["a page without its type", answer(200, "<html>login</html>"), "invalid", /HTML or XML page/],
    ["a JSON document", answer(200, '{"error": "x"}'), "invalid", /more than one value/],
    ["an empty body", answer(200), "missing", /empty value/],
    ["too long a body", answer(200, "1".repeat(5000)), "invalid", /larger than 4096/],
    ["an endless body", failed("too-large", "x"), "invalid", /larger than 4096/],
    ["no content", answer(204), "unavailable", /HTTP 204; expected 200 or 404/],
    ["a refusal", answer(403, "8"), "unavailable", /HTTP 403/],
    ["a request to log in", answer(401, "8"), "unavailable", /HTTP 401/],
    ["a fault", answer(500, "8"), "unavailable", /HTTP 500/],
    ["a redirect elsewhere", answer(302, "", { location: "http://x/?s3cret" }), "unavailable", /HTTP 302, a redirect/],
    ["a wrong certificate", failed("io", "CERT_HAS_EXPIRED"), "unavailable", /could not be fetched: CERT_HAS_EXPIRED/],
    ["nothing recorded", failed("not-recorded", "not in it"), "unavailable", /could not be fetched: not in it/],
  ] as const)("that gives %s for one key", async (_name, response, status, reason) => {
    const { features } = await probe(serving({ total_cpu: response, hs06: answer(200, "10.5") }));
    expect(features["machine.total_cpu"]).toMatchObject({ status, value: null });
    expect(features["machine.total_cpu"].reason).toMatch(reason);
    expect(features["machine.hs06"].value).toBe(10.5);
    expect(JSON.stringify(features)).not.toContain("s3cret");
  });

  test("keeps what it took for a page as evidence, escaped", async () => {
    const { features } = await probe(serving({ hs06: answer(200, "<p>\0", { "content-type": "text/html" }) }));
    expect(features["machine.hs06"].raw).toBe("<p>\\x00");
  });

  test("that knows none of the keys leads nowhere", async () => {
    const { featureLocations } = await probe(serving({ total_cpu: answer(200, "8") }));
    expect(featureLocations.machine?.usable).toBe(true);
    expect(featureLocations.job).toMatchObject({ usable: false, reason: expect.stringMatching(/none of the keys/) });
  });

  test("is not asked for keys from before the note", async () => {
    const { featureHints } = await probe(serving({ mem_limit_MB: answer(200, "4000") }));
    expect(featureHints).toEqual([]);
  });
});

describe("an HTTPS location", () => {
  const directories = ["/etc/grid-security/certificates", "/opt/certificates"];
  async function caDirectoryWith(more: MemoryNode): Promise<string | undefined> {
    let seen: string | undefined;
    await probe(
      ({ caDirectory }) => {
        seen = caDirectory;
        return answer(404);
      },
      { ...more, env: { MACHINEFEATURES: "https://mjf/m", ...more.env } },
    );
    return seen;
  }

  test("trusts the grid's CA directory beside the system's, X509_CERT_DIR first", async () => {
    expect(await caDirectoryWith({ directories })).toBe("/etc/grid-security/certificates");
    expect(await caDirectoryWith({ directories, env: { X509_CERT_DIR: "/opt/certificates" } })).toBe(
      "/opt/certificates",
    );
  });

  test("does without a CA directory that is not there or not absolute", async () => {
    expect(await caDirectoryWith({})).toBeUndefined();
    expect(await caDirectoryWith({ directories, env: { X509_CERT_DIR: "opt" } })).toBe(
      "/etc/grid-security/certificates",
    );
    expect(await caDirectoryWith({ files: { "/etc/grid-security/certificates": "x" } })).toBeUndefined();
  });
});
