import { describe, expect, it } from "vitest";
import type { NetworkFacts } from "../../src/model/facts/network.ts";
import { healthy, now } from "./example-facts.ts";
import { describeFaults } from "./faults.ts";
import { findings, having } from "./judge.ts";

const names = (more: Partial<NetworkFacts["names"]>) => ({ network: { names: { ...healthy.network.names, ...more } } });
const closed = (what: string, why: string, endpoint = "h.example.org:9618") => ({
  what,
  endpoint,
  reachable: false,
  why,
});
const open = (what: string) => ({ what, endpoint: "o.example.org:9618", reachable: true, why: "" });
const endpoints = (...list: NetworkFacts["endpoints"]) => ({ network: { endpoints: list } });
const servers = (...works: boolean[]) => ({
  network: {
    servers: works.map((one, index) => ({
      url: `http://s${index}/`,
      via: "direct",
      works: one,
      why: one ? "" : "ECONNREFUSED",
    })),
  },
});
const certificates = (more: Partial<typeof healthy.site.certificates>) => ({
  site: { certificates: { ...healthy.site.certificates, ...more } },
});

describeFaults("host-name", [
  { what: "a name that many have", with: names({ hostname: "localhost" }), status: "warn", fix: /hostnamectl/ },
  {
    what: "a name that nobody knows",
    with: names({ addresses: [], problem: "ENOTFOUND" }),
    status: "warn",
    says: /cannot be looked up/,
    fix: /resolv\.conf/,
  },
  {
    what: "a name for the loopback address",
    with: names({ addresses: ["127.0.1.1", "::1"] }),
    status: "pass",
    says: /loopback/,
  },
  { what: "a name that was not looked up", with: names({ addresses: [], problem: null }), status: "skip" },
]);

const route = (ipv4: boolean | null, ipv6: boolean | null, globalAddress = false) => ({
  network: {
    ipv4: { defaultRoute: ipv4, globalAddress: null },
    ipv6: { defaultRoute: ipv6, globalAddress },
    endpoints: [],
  },
});
describeFaults("ip-families", [
  { what: "no way out", with: route(false, false), status: "warn", says: /no default route/, fix: /glidein edge/ },
  { what: "IPv6 alone", with: route(false, true, true), status: "pass" },
  {
    what: "no default route, but the pool was reached",
    with: { network: { ...route(false, false).network, endpoints: [open("collector")] } },
    status: "pass",
  },
  { what: "half of IPv6", with: route(true, false, true), status: "pass", says: /no IPv6 route/ },
  { what: "unreadable tables", with: route(null, null), status: "skip" },
]);

describeFaults("collector-reachable", [
  {
    what: "a firewall",
    with: endpoints(closed("collector", "no connection within 4 s")),
    status: "fail",
    says: /h\.example\.org:9618 cannot be reached/,
    fix: /outbound TCP/,
  },
  {
    what: "nothing that listens",
    with: endpoints(closed("collector", "ECONNREFUSED")),
    status: "fail",
    fix: /Nothing listens/,
  },
  {
    what: "a name that nobody knows",
    with: endpoints(closed("collector", "ENOTFOUND")),
    status: "fail",
    fix: /resolv\.conf/,
  },
  { what: "no route", with: endpoints(closed("collector", "ENETUNREACH")), status: "fail", fix: /route/ },
  {
    what: "one of two",
    with: endpoints(open("collector"), closed("collector", "ECONNREFUSED")),
    status: "warn",
    says: /1 of 2 collectors/,
  },
  { what: "nobody asked", with: endpoints(), status: "skip" },
]);
describeFaults("ccb-reachable", [
  {
    what: "a closed broker",
    with: endpoints(closed("CCB broker", "ECONNREFUSED")),
    status: "fail",
    says: /CCB broker/,
  },
]);
describeFaults("schedd-reachable", [
  { what: "a closed access point", with: endpoints(closed("schedd", "ECONNREFUSED")), status: "fail", says: /schedd/ },
]);

describeFaults("web-proxy", [
  {
    what: "a dead squid",
    with: { network: { proxyAnswers: [{ proxy: "http://squid:3128", works: false, why: "ECONNREFUSED" }] } },
    status: "warn",
    says: /squid:3128 does not work/,
    fix: /Start the squid/,
  },
  {
    what: "one dead of two",
    with: {
      network: {
        proxyAnswers: [
          { proxy: "a", works: true, why: "" },
          { proxy: "b", works: false, why: "timeout" },
          { proxy: "c", works: false, why: "timeout" },
        ],
      },
    },
    status: "warn",
    says: /2 of 3/,
  },
  { what: "none", with: { network: { proxyAnswers: [] } }, status: "skip" },
]);

describeFaults("web-servers", [
  { what: "a dead staging server", with: servers(false), status: "fail", says: /http:\/\/s0\/ cannot be reached/ },
  { what: "one of two", with: servers(true, false), status: "warn" },
  { what: "none named", with: servers(), status: "skip" },
]);

describe("web-servers", () => {
  it.each([
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "direct", /ca-certificates/],
    ["HTTP status 404", "direct", /Correct the address/],
    ["ETIMEDOUT", "direct", /outbound HTTP/],
    ["HTTP status 503", "http://squid:3128", /Let the web proxy/],
  ])("advises about %s asked %s", (why, via, fix) => {
    const facts = having(healthy, { network: { servers: [{ url: "https://s/", via, works: false, why }] } });
    expect(findings("web-servers", facts)[0]?.fix).toMatch(fix);
  });
});

describeFaults("ca-certificates", [
  {
    what: "a variable that leads nowhere",
    with: certificates({ exists: false, from: "environment X509_CERT_DIR" }),
    status: "warn",
    says: /does not exist/,
  },
  { what: "an empty directory", with: certificates({ authorities: 0 }), status: "warn", says: /no CA certificates/ },
  { what: "none, and only tokens", with: certificates({ exists: false }), status: "skip" },
  {
    what: "none, and a proxy",
    with: { ...certificates({ exists: false }), credentials: [{ ...healthy.credentials[0]!, kind: "x509-proxy" }] },
    status: "warn",
  },
  { what: "one that we may not read", with: certificates({ exists: null }), status: "skip" },
]);

describeFaults("revocation-lists", [
  {
    what: "lists that are out of date",
    with: certificates({ expired: [{ file: "a.r0", at: now - 90_000 }], expiredCount: 3 }),
    status: "warn",
    says: /3 of 80.*1 d 1 h/,
    fix: /fetch-crl/,
  },
  {
    what: "a broken list",
    with: certificates({ unknown: [{ what: "a.r0", why: "it is no list" }] }),
    status: "pass",
    says: /could not be read/,
  },
  { what: "no lists", with: certificates({ lists: 0 }), status: "skip" },
]);

const edge = (more: Partial<NonNullable<typeof healthy.edge>>) => ({ edge: { ...healthy.edge, ...more } });
const broker = (reachable: boolean | null, why: string) =>
  edge({ broker: { address: "192.0.2.1:9700", reachable, why } });
const relay = (works: boolean | null, why: string) =>
  edge({ relay: { address: "192.0.2.1:9701", keyFile: "/e/relay.key", works, why } });

describeFaults("edge-reachable", [
  {
    what: "a description that is none",
    with: edge({ problem: "not JSON", name: null, host: null, expiresAt: null, broker: null, relay: null }),
    status: "fail",
    says: /not JSON/,
    fix: /edge\.json/,
  },
  {
    what: "nobody at the broker's port",
    with: broker(false, "ECONNREFUSED"),
    status: "fail",
    fix: /Start the edge again/,
  },
  {
    what: "a gateway that does not answer",
    with: broker(false, "no connection within 4 s"),
    status: "fail",
    fix: /--listen/,
  },
  {
    what: "somebody else at the relay's port",
    with: relay(false, "what answers at 192.0.2.1:9701 does not know the token of the edge"),
    status: "fail",
    fix: /Another program has the edge's port/,
  },
  {
    what: "a clock that is wrong",
    with: relay(false, "the clock of the client differs by 4000 s from the one of the edge"),
    status: "fail",
    fix: /clock/,
  },
  {
    what: "a key that cannot be read",
    with: relay(false, "/e/relay.key: permission denied"),
    status: "fail",
    fix: /account/,
  },
  { what: "tokens that are over", with: edge({ expiresAt: now - 1 }), status: "fail", says: /are over/ },
  { what: "tokens that end soon", with: edge({ expiresAt: now + 1800 }), status: "warn", says: /30 min/ },
  {
    what: "an edge that was not asked",
    with: edge({
      broker: { address: "192.0.2.1:9700", reachable: null, why: "" },
      relay: { address: "192.0.2.1:9701", keyFile: "/e/relay.key", works: null, why: "" },
    }),
    status: "pass",
  },
]);

const release = (version: string | null) => ({ condor: { ...healthy.condor, version } });
describeFaults("edge-condor", [
  { what: "an HTCondor from before", with: release("25.13.9"), status: "fail", says: /25\.13\.9/, fix: /25\.14\.0/ },
  { what: "the oldest that can", with: release("25.14.0"), status: "pass" },
  { what: "a release of another year", with: release("26.0.0"), status: "pass" },
  { what: "an HTCondor that is still to come", with: release(null), status: "skip" },
]);
