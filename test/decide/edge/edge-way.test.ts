import { describe, expect, it } from "vitest";
import { decideAuthentication } from "../../../src/decide/authentication.ts";
import { judgeCredentials } from "../../../src/decide/credential-judgement.ts";
import { edgeWayKnobs, throughEdge } from "../../../src/decide/edge/edge-way.ts";
import { usedCredentials } from "../../../src/decide/lifetime/used-credentials.ts";
import type { CredentialFact } from "../../../src/model/facts/credential.ts";
import { ok } from "../../../src/model/result.ts";
import { exampleEdge } from "../../validation/example-edge.ts";
import { healthy } from "../../validation/example-facts.ts";

const token = (more: Partial<CredentialFact>): CredentialFact => ({
  ...{ kind: "idtoken", path: "/t", from: "GLIDEIN_Token", standing: "given", expiresAt: null, notBefore: null },
  ...{ limits: [], starts: [], subject: "glidein@pool", issuer: "pool", fingerprint: "a", details: {}, problems: [] },
  ...more,
});
const ofEdge = token({ path: "/e/broker.token", standing: "edge", issuer: "edge-1.invalid", fingerprint: "b" });
const proxy = token({ kind: "x509-proxy", path: "/p", fingerprint: "c" });
const uses = (...all: readonly CredentialFact[]) => usedCredentials(all, 1000, 60);
const installed = (...all: readonly CredentialFact[]) =>
  decideAuthentication(uses(...all), null).install.map(({ credential }) => credential.path);

describe("the token of an edge", () => {
  it("is installed beside that of the pool, and takes the place of none", () => {
    const ambient = token({ standing: "ambient", path: "/home/x/.condor/tokens.d/a" });
    expect(installed(token({}), ofEdge)).toEqual(["/t", "/e/broker.token"]);
    expect(installed(ambient, ofEdge)).toEqual(["/home/x/.condor/tokens.d/a", "/e/broker.token"]);
  });

  it("opens no pool", () => {
    const alone = decideAuthentication(uses(ofEdge), null);
    expect([alone.methods, alone.ways]).toEqual([[], ["IDTOKENS"]]);
    const withProxy = decideAuthentication(uses(proxy, ofEdge), null);
    expect([withProxy.methods, withProxy.ways]).toEqual([["SSL"], ["IDTOKENS", "SSL"]]);
  });

  it("does not make up for a token of the pool that is broken", () => {
    const broken = token({
      problems: [{ code: "bad-signature", severity: "error", message: "it is broken", fix: "Get another." }],
    });
    expect(judgeCredentials(uses(broken, ofEdge)).refusal).toMatchObject({ code: "CREDENTIAL_INVALID" });
    expect(judgeCredentials(uses(token({}), ofEdge)).refusal).toBeNull();
  });
});

describe("behind an edge", () => {
  const edge = { ...exampleEdge(1000), hosts: { "cm.test": "192.0.2.7", "six.test": "2001:db8::7" } };
  const connection = ok({
    collectors: ["CM.test:9618", "other.test:9620?sock=collector3"],
    brokers: ["six.test:9618?sock=x"],
    derivations: {},
  });

  it("hosts that the node cannot look up have the addresses that the edge knows", () => {
    expect(throughEdge({ ...healthy, edge }, connection)).toMatchObject({
      value: {
        collectors: ["192.0.2.7:9618", "other.test:9620?sock=collector3"],
        brokers: ["[2001:db8::7]:9618?sock=x"],
      },
    });
    const { edge: _none, ...without } = healthy;
    expect(throughEdge(without, connection)).toEqual(connection);
  });

  it("HTCondor is told the way, in the brackets that it needs", () => {
    const { edge: _none, ...without } = healthy;
    expect(edgeWayKnobs(without)).toEqual([]);
    expect(edgeWayKnobs({ ...healthy, edge })).toMatchObject([
      { knob: "OUTBOUND_CCB_ADDRESS", value: { text: "<192.0.2.1:9700>" } },
      { knob: "CCB_RECONNECT_TIME" },
    ]);
  });
});
