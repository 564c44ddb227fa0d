import { describe, expect, it } from "vitest";
import type { HttpRequest, HttpResponse, Read } from "../../../src/host/host.ts";
import { MemoryHost, type MemoryNode } from "../../../src/host/memory-host.ts";
import { err, ok } from "../../../src/model/result.ts";
import { probeWeb } from "../../../src/probe/network/web.ts";
import { probeNetwork } from "../../../src/probe/network.ts";

const now = 1_800_000_000;
const nothing = { endpoints: [], urls: [], caDirectory: null };
const answer = (status: number, date = now): Read<HttpResponse> =>
  ok({ status, headers: { date: new Date(date * 1000).toUTCString() }, body: new Uint8Array() });

/** Its clock goes on by a second with each look, as a real one would. */
class TickingHost extends MemoryHost {
  #now = now;
  override now(): number {
    this.#now += 1;
    return this.#now;
  }
}

describe("names and endpoints", () => {
  const node: MemoryNode = {
    files: { "/proc/sys/kernel/hostname": "wn1\n", "/proc/net/route": "", "/proc/net/ipv6_route": "" },
    names: { wn1: ["192.0.2.1", "192.0.2.1"] },
    listening: ["cm:9618"],
  };

  it("are asked, each with its answer", async () => {
    const facts = await probeNetwork(new MemoryHost(node), {
      ...nothing,
      endpoints: [
        { what: "collector", endpoint: "cm:9618?sock=c1" },
        { what: "schedd", endpoint: "[2001:db8::1]:9618" },
        { what: "schedd", endpoint: "nonsense" },
      ],
    });
    expect(facts.names).toEqual({ hostname: "wn1", addresses: ["192.0.2.1"], problem: "" });
    expect(facts.endpoints.map(({ reachable }) => reachable)).toEqual([true, false, null]);
    expect(facts.ipv4.defaultRoute).toBe(false);
    expect(facts.ipv6).toEqual({ defaultRoute: false, globalAddress: false });
  });

  it("say why a name has no address, and nothing where nobody was asked", async () => {
    const unknown = await probeNetwork(new MemoryHost({ env: { HOSTNAME: "wn2" } }), nothing);
    expect(unknown.names).toEqual({ hostname: "wn2", addresses: [], problem: "ENOTFOUND" });
    expect((await probeNetwork(new MemoryHost(), nothing)).names.problem).toBeNull();
  });
});

describe("web proxies", () => {
  it("are named without their passwords, each once", async () => {
    const env = {
      http_proxy: "http://me:secret@squid:3128",
      OSG_SQUID_LOCATION: "squid2:3128;http://squid:3128",
      HTTPS_PROXY: "UNAVAILABLE",
    };
    const facts = await probeNetwork(new MemoryHost({ env }), nothing);
    expect(facts.proxies).toEqual(["http://squid:3128", "squid2:3128"]);
    expect(JSON.stringify(facts)).not.toContain("secret");
  });

  it("work when they answer, whatever they say", async () => {
    const fetch = (request: HttpRequest): Read<HttpResponse> =>
      request.url === "http://squid:3128/" ? answer(400) : err({ code: "io", what: "ECONNREFUSED" });
    const { proxyAnswers } = await probeWeb(new MemoryHost({ fetch }), {
      ...nothing,
      proxies: ["squid:3128", "http://dead:3128", "::"],
    });
    expect(proxyAnswers).toEqual([
      { proxy: "squid:3128", works: true, why: "" },
      { proxy: "http://dead:3128", works: false, why: "ECONNREFUSED" },
      { proxy: "::", works: false, why: "it is not the address of a web proxy" },
    ]);
  });
});

describe("web servers", () => {
  it.each([
    [200, true],
    [403, true],
    [405, true],
    [404, false],
    [503, false],
  ])("that answer %i count as reached: %s", async (status, works) => {
    const { servers } = await probeWeb(new MemoryHost({ fetch: () => answer(status) }), {
      ...nothing,
      proxies: [],
      urls: ["http://a/b"],
    });
    expect(servers).toEqual([{ url: "http://a/b", via: "direct", works, why: works ? "" : `HTTP status ${status}` }]);
  });

  it("are asked through the first proxy that works, with the grid's CAs where they are needed", async () => {
    const asked: HttpRequest[] = [];
    const fetch = (request: HttpRequest): Read<HttpResponse> => {
      asked.push(request);
      return answer(200);
    };
    const input = { proxies: ["http://squid:3128"], urls: ["https://a/", "http://b/"], caDirectory: "/ca" };
    const { servers } = await probeWeb(new MemoryHost({ fetch }), input);
    expect(servers.map(({ via }) => via)).toEqual(["http://squid:3128", "http://squid:3128"]);
    expect(asked.find(({ url }) => url === "https://a/")).toMatchObject({
      proxy: "http://squid:3128",
      caDirectory: "/ca",
      method: "HEAD",
    });
    expect(asked.find(({ url }) => url === "http://b/")).not.toHaveProperty("caDirectory");
  });

  it("are shown without what may be secret, and a broken address is told as one", async () => {
    const urls = ["http://u:secret@a/?token=secret", "ftp://u:secret@b/?secret#secret", "https://c/x.tar.gz#sha256=00"];
    const { servers } = await probeWeb(new MemoryHost({ fetch: () => answer(200) }), { ...nothing, proxies: [], urls });
    expect(JSON.stringify(servers)).not.toContain("secret");
    expect(servers.map(({ works }) => works)).toEqual([true, false, true]);
  });

  it("say nothing about a recorded node that has no answer", async () => {
    const fetch = (): Read<HttpResponse> =>
      err({ code: "not-recorded", what: "the network is not used on a recorded node" });
    const { servers, clock } = await probeWeb(new MemoryHost({ fetch }), {
      ...nothing,
      proxies: ["http://p:1"],
      urls: ["http://a/"],
    });
    expect(servers[0]?.works).toBeNull();
    expect(clock).toEqual({ skewSeconds: null, skewFrom: null });
  });
});

describe("the clock", () => {
  const skewOf = async (host: MemoryHost): Promise<number | null> =>
    (await probeWeb(host, { ...nothing, proxies: [], urls: ["http://a/"] })).clock.skewSeconds;

  it("is compared with the server's", async () => {
    expect(await skewOf(new TickingHost({ fetch: () => answer(200, now - 3600) }))).toBe(3601);
    expect(await skewOf(new TickingHost({ fetch: () => answer(200, now) }))).toBe(1);
  });

  it("is not judged when it was set by hand, or when the server does not tell the time", async () => {
    expect(await skewOf(new MemoryHost({ now, fetch: () => answer(200, now - 3600) }))).toBeNull();
    const silent = ok({ status: 200, headers: {}, body: new Uint8Array() });
    expect(await skewOf(new TickingHost({ fetch: () => silent }))).toBeNull();
  });
});
