import { describe, expect, it } from "vitest";
import { parseEdgeDescription, writeEdgeDescription } from "../../../src/parse/edge/description.ts";
import { parseListenAddress } from "../../../src/parse/edge/listen-address.ts";
import { parsePoolTarget } from "../../../src/parse/edge/pool-target.ts";
import { isAnswerOf, judgeRequest, proveAnswer, proveRequest } from "../../../src/parse/edge/relay-proof.ts";
import { parseRelayTarget } from "../../../src/parse/edge/relay-target.ts";
import { parseSavedEdge, renewKeys, type SavedEdge, writeSavedEdge } from "../../../src/parse/edge/saved-edge.ts";
import { parseSocketAddress, writeSocketAddress } from "../../../src/parse/edge/socket-address.ts";

const description = {
  schema: "glidein.edge/1" as const,
  name: "edge-1",
  host: "login1",
  startedAt: 1,
  expiresAt: 2,
  broker: { address: "192.0.2.1:9700", tokenFile: "broker.token", trustDomain: "edge-1.glidein.invalid" },
  hosts: { "cm.test": ["192.0.2.7", "2001:db8::7"] },
  relay: { address: "[2001:db8::1]:9701", keyFile: "relay.key" },
};

describe("the description of an edge", () => {
  it("is read as it was written", () => {
    expect(parseEdgeDescription(writeEdgeDescription(description))).toEqual({ ok: true, value: description });
  });

  it.each([
    ["", /JSON/u],
    ["[]", /object/u],
    [JSON.stringify({ ...description, schema: "glidein.edge/2" }), /schema/u],
    [JSON.stringify({ ...description, name: "a b" }), /name/u],
    [JSON.stringify({ ...description, expiresAt: "soon" }), /expiresAt/u],
    [JSON.stringify({ ...description, broker: { ...description.broker, address: "192.0.2.1" } }), /broker\.address/u],
    [JSON.stringify({ ...description, broker: { ...description.broker, address: "a>:1" } }), /broker\.address/u],
    [JSON.stringify({ ...description, hosts: { "cm.test": ["cm2.test"] } }), /hosts\.cm\.test/u],
    [JSON.stringify({ ...description, relay: { address: "192.0.2.1:1", keyFile: "a\nb" } }), /keyFile/u],
  ])("is refused where it is none: %j", (content, says) => {
    const read = parseEdgeDescription(content);
    expect(read.ok ? "" : `${read.error.where} ${read.error.problem} ${read.error.expected}`).toMatch(says);
  });
});

it.each([
  ["192.0.2.1:9700", { host: "192.0.2.1", port: 9700 }],
  ["[2001:db8::1]:9700", { host: "2001:db8::1", port: 9700 }],
  ["CM.example.org:1", { host: "cm.example.org", port: 1 }],
  ["192.0.2.1:0", null],
  ["192.0.2.1:65536", null],
  ["192.0.2.1:01", null],
  ["192.0.2.1", null],
  ["2001:db8::1:9700", null],
  [":9700", null],
  ["a b:9700", null],
])("the address %s", (text, address) => {
  expect(parseSocketAddress(text)).toEqual(address);
  if (address !== null) expect(parseSocketAddress(writeSocketAddress(address))).toEqual(address);
});

it.each([
  ["10.0.0.1", "10.0.0.1"],
  ["[::1]", "::1"],
  ["fe80::1", "fe80::1"],
  ["10.0.0.256", null],
  ["login1", null],
  ["0x0a.1.1.1", null],
])("an address to listen on: %s", (text, address) => {
  expect(parseListenAddress(text)).toBe(address);
});

it.each([
  ["ap.example.org", { kind: "host", host: "ap.example.org" }],
  ["192.0.2.7", { kind: "host", host: "192.0.2.7" }],
  ["192.0.2.0/24", { kind: "network", network: "192.0.2.0/24" }],
  ["2001:db8::/32", { kind: "network", network: "2001:db8::/32" }],
  ["192.0.2.0/33", null],
  ["ap.example.org/24", null],
  ["192.0.2.0/24/1", null],
  ["*", null],
  ["a,b", null],
])("whom an edge reaches: %s", (text, target) => {
  expect(parsePoolTarget(text)).toEqual(target);
});

describe("a request to the relay", () => {
  it.each([
    ["GET", "http://stage.test/a/b?c", { kind: "file", method: "GET" }],
    ["HEAD", "http://stage.test:8080/", { kind: "file", method: "HEAD" }],
    ["CONNECT", "stage.test:443", { kind: "tunnel", to: { host: "stage.test", port: 443 } }],
    ["GET", "/status", { kind: "status" }],
    ["POST", "/stop", { kind: "stop" }],
    ["GET", "/reach/cm.test:9618", { kind: "reach", to: { host: "cm.test", port: 9618 } }],
  ])("%s %s is understood", (method, target, wanted) => {
    expect(parseRelayTarget(method, target)).toMatchObject({ ok: true, value: wanted });
  });

  it.each([
    ["PUT", "http://stage.test/", 405],
    ["GET", "https://stage.test/", 400],
    ["GET", "ftp://stage.test/", 400],
    ["GET", "http://stage.test/a/../b", 400],
    ["GET", "http://stage.test/a/%2e%2e/b", 400],
    ["GET", "http://stage.test/a%2fb", 400],
    ["GET", "http://127.1/", 400],
    ["GET", "stage.test", 400],
    ["CONNECT", "stage.test", 400],
    ["CONNECT", "http://stage.test/", 400],
    ["GET", "/stop", 404],
    ["GET", "/reach/", 404],
    ["GET", "/etc/passwd", 404],
    ["", "", 405],
  ])("%s %s is refused", (method, target, status) => {
    expect(parseRelayTarget(method, target)).toMatchObject({ ok: false, error: { status } });
  });
});

describe("a proof", () => {
  const request = { method: "GET", target: "http://stage.test/" };
  const proof = { time: 1000, nonce: "0123456789abcdef" };

  it("is good for one request, a key and a while", () => {
    const header = proveRequest("key", request, proof);
    expect(judgeRequest("key", request, header, 1000)).toEqual({ good: true, nonce: proof.nonce });
    expect(judgeRequest("key", request, header, 1600).good).toBe(true);
    expect(judgeRequest("key", request, header, 1601).good).toBe(false);
    expect(judgeRequest("other", request, header, 1000).good).toBe(false);
    expect(judgeRequest("key", { ...request, method: "HEAD" }, header, 1000).good).toBe(false);
    expect(judgeRequest("key", { ...request, target: "http://stage.test/b" }, header, 1000).good).toBe(false);
  });

  it.each([undefined, "", "Basic abc", "Glidein 1.2.3", `Glidein ${"1".repeat(5000)}`])("is none: %j", (header) => {
    expect(judgeRequest("key", request, header, 1000).good).toBe(false);
  });

  it("of an answer tells the edge from an impostor", () => {
    expect(isAnswerOf("key", "n", proveAnswer("key", "n"))).toBe(true);
    for (const other of [proveAnswer("other", "n"), proveAnswer("key", "m"), "", undefined, ["x"]])
      expect(isAnswerOf("key", "n", other)).toBe(false);
  });
});

it("keys are renewed at half of their life, and the old ones stay for the rest of theirs", () => {
  let drawn = 0;
  const draw = (): string => `key${(drawn += 1)}`;
  const first = renewKeys([], 1000, 100, draw);
  expect(first).toEqual([{ key: "key1", madeAt: 1000 }]);
  expect(renewKeys(first, 1049, 100, draw)).toEqual(first);
  const second = renewKeys(first, 1050, 100, draw);
  expect(second.map(({ key }) => key)).toEqual(["key2", "key1"]);
  expect(renewKeys(second, 1099, 100, draw).map(({ key }) => key)).toEqual(["key2", "key1"]);
  expect(renewKeys(second, 1100, 100, draw).map(({ key }) => key)).toEqual(["key3", "key2"]);
  expect(renewKeys(second, 500, 100, draw).map(({ key }) => key)).toEqual(["key4"]);
});

it("an edge's state is not believed without keys that nobody can guess", () => {
  const key = "k".repeat(43);
  const saved: SavedEdge = {
    ...{ schema: "glidein.edge-state/1", name: "edge-1", trustDomain: "t", address: "192.0.2.1" },
    ...{ ports: { broker: 1, relay: 2 }, controlKey: key, relayKeys: [{ key, madeAt: 1 }] },
  };
  expect(parseSavedEdge(writeSavedEdge(saved))).toEqual({ ok: true, value: saved });
  expect(parseSavedEdge(writeSavedEdge({ ...saved, controlKey: "" })).ok).toBe(false);
  expect(parseSavedEdge(writeSavedEdge({ ...saved, relayKeys: [{ key: "kk", madeAt: 1 }] })).ok).toBe(false);
});

it.each(["..;", "..;x=1", "%2e%2E;", ".;", "..%3b"])(
  "a path with %s is read as another directory by some servers",
  (part) => {
    expect(parseRelayTarget("GET", `http://web.test/stage/${part}/secret`)).toMatchObject({ ok: false });
    expect(parseRelayTarget("GET", `http://web.test/stage/a${part}/file`).ok).toBe(true);
  },
);
