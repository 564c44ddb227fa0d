import { describe, expect, it } from "vitest";
import { renewCredentials } from "../../src/decide/renew-credentials.ts";
import type { CredentialFact } from "../../src/model/facts/credential.ts";
import { timeProblems } from "../../src/parse/credential/time-problems.ts";
import { readTokenFile } from "../../src/parse/credential/token-file.ts";
import { T0 } from "../rig/credentials.ts";
import { idtoken } from "../rig/tokens.ts";

type Claims = Readonly<Record<string, unknown>>;

const token = (path: string, claims: Claims = {}, more: Partial<CredentialFact> = {}): CredentialFact => {
  const reading = readTokenFile(
    Buffer.from(idtoken({ sub: "glidein@pool", iss: "pool", iat: T0 - 10, ...claims })),
  )[0]!;
  return {
    ...reading,
    ...{ path, from: "GLIDEIN_Token", standing: "given" },
    problems: [...reading.problems, ...timeProblems(reading, T0)],
    ...more,
  };
};
const hour = 3600;
const old = token("/tokens/a", { exp: T0 + hour });
const renew = (before: readonly CredentialFact[], fresh: readonly CredentialFact[], at = T0) => {
  const { kept, accepted, refused } = renewCredentials(before, fresh, at);
  return { kept: kept.map(({ path, expiresAt }) => [path, expiresAt]), accepted: accepted.length, refused };
};

describe("a token directory", () => {
  const longer = token("/tokens/b", { exp: T0 + 5 * hour });

  it("that gets a longer token for the same identity has renewed ours, also when the old file is gone", () => {
    for (const fresh of [[old, longer], [longer]])
      expect(renew([old], fresh)).toEqual({ kept: [["/tokens/b", T0 + 5 * hour]], accepted: 1, refused: [] });
  });

  it("that then still has the old file changes nothing again, and says nothing", () => {
    expect(renew([longer], [old, longer])).toEqual({
      kept: [["/tokens/b", T0 + 5 * hour]],
      accepted: 0,
      refused: [],
    });
  });

  it("gives the longest of several new ones", () => {
    const fresh = [old, token("/tokens/c", { exp: T0 + 2 * hour }), longer, token("/tokens/d", { exp: T0 + 3 * hour })];
    expect(renew([old], fresh).kept).toEqual([["/tokens/b", T0 + 5 * hour]]);
  });

  it("does not have two of the same end take turns", () => {
    const same = token("/tokens/b", { exp: T0 + hour, jti: "another" });
    expect(renew([old], [old, same])).toMatchObject({ accepted: 0, refused: [] });
    expect(renew([old], [same]).accepted).toBe(1);
  });

  it.each([
    ["for somebody else", token("/tokens/x", { sub: "stranger@pool", exp: T0 + 9 * hour }), /stranger@pool/u],
    ["of another pool", token("/tokens/x", { iss: "elsewhere", exp: T0 + 9 * hour }), /elsewhere/u],
    ["that is no token", { ...token("/tokens/x"), ...readTokenFile(Buffer.from("eyJ.x.y\n"))[0]! }, /./u],
  ])("with a new file %s keeps what is in use, and says so", (_, one, why) => {
    const { kept, refused } = renew([old], [old, one]);
    expect(kept).toEqual([["/tokens/a", T0 + hour]]);
    expect(refused).toMatchObject([{ path: "/tokens/x", why: expect.stringMatching(why) }]);
    // Told once: the key is the same for the same content.
    expect(renew([old], [old, one]).refused[0]?.key).toBe(refused[0]?.key);
  });

  it.each([
    ["one that ends earlier", { exp: T0 + 100 }],
    ["one that has ended", { exp: T0 - 100 }],
    ["one of the future", { exp: T0 + 9 * hour, nbf: T0 + hour }],
    ["one with fewer rights", { exp: T0 + 9 * hour, scope: "condor:/READ" }],
  ])("does not give %s", (_, claims) => {
    const scoped = token("/tokens/a", { exp: T0 + hour, scope: "condor:/READ condor:/ADVERTISE_STARTD" });
    expect(
      renew([scoped], [scoped, token("/tokens/x", { scope: "condor:/READ condor:/ADVERTISE_STARTD", ...claims })]),
    ).toMatchObject({
      kept: [["/tokens/a", T0 + hour]],
      accepted: 0,
    });
  });

  it("that loses the token keeps it in use, and says so", () => {
    expect(renew([old], [])).toMatchObject({ accepted: 0, refused: [{ path: "/tokens/a", key: "gone" }] });
  });

  it("renews one token of two for each new file", () => {
    const second = token("/tokens/z", { exp: T0 + 2 * hour });
    const { kept, accepted } = renew([old, second], [old, second, longer]);
    expect(kept).toEqual([
      ["/tokens/b", T0 + 5 * hour],
      ["/tokens/z", T0 + 2 * hour],
    ]);
    expect(accepted).toBe(1);
  });
});

it("a file that was found for another reason renews nothing", () => {
  const elsewhere = token(
    "/home/x/.condor/tokens.d/a",
    { exp: T0 + 9 * hour },
    { from: "the user's token directory", standing: "ambient" },
  );
  expect(renew([old], [old, elsewhere])).toMatchObject({ accepted: 0, refused: [] });
});

it("a second token that is put into the same file is a renewal when it is longer", () => {
  const lines = `${idtoken({ sub: "glidein@pool", iss: "pool", exp: T0 + hour })}\n${idtoken({ sub: "glidein@pool", iss: "pool", exp: T0 + 4 * hour })}\n`;
  const facts = readTokenFile(Buffer.from(lines)).map(
    (reading): CredentialFact => ({ ...reading, path: "/t", from: "GLIDEIN_Token", standing: "given" }),
  );
  expect(renew([facts[0]!], facts).kept).toEqual([["/t", T0 + 4 * hour]]);
});
