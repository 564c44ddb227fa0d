import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readProxyFile } from "../../src/parse/credential/proxy-file.ts";
import { keyUsage, proxyInfo, signed, vomsExtension } from "../rig/certificates.ts";
import { file, keys, proxy, T0, voms } from "../rig/credentials.ts";
import { type Asn1, ctx, fromBytes, integer, nil, octets, oid, prim, seq, set, toBytes } from "../rig/der.ts";

/** All values of a structure, each with what puts another in its place. */
function places(node: Asn1): ((other: Asn1) => void)[] {
  const children = typeof node.value === "string" ? [] : node.value;
  return children.flatMap((child, index) => [
    (other: Asn1) => {
      children[index] = other;
    },
    ...places(child),
  ]);
}

const substitutes: readonly (() => Asn1)[] = [
  () => integer(5),
  () => prim(2, "\xff"),
  () => octets("x"),
  () => prim(4, "x".repeat(300)),
  () => seq(),
  () => set(),
  () => seq(integer(1), octets("x")),
  () => nil(),
  () => oid("1.2.3.4"),
  () => ctx(0, "x"),
  () => ctx(0, [seq()]),
  () => ctx(4, [seq()]),
  () => prim(12, "text"),
  () => prim(24, "20271123000000Z"),
  () => prim(1, "\xff"),
  () => prim(3, "\0"),
];

const altered = (node: Asn1, place: number, substitute: number): Asn1 => {
  const copy = fromBytes(toBytes(node));
  const all = places(copy);
  all[place % all.length]!(substitutes[substitute % substitutes.length]!());
  return copy;
};

const choice = fc.tuple(fc.nat(10_000), fc.nat(substitutes.length - 1));

function check(text: string): void {
  const { reading } = readProxyFile(Buffer.from(text));
  for (const { at } of [...reading.limits, ...reading.starts]) expect(Number.isSafeInteger(at)).toBe(true);
  expect(reading.expiresAt === null || reading.expiresAt <= T0 + 720 * 3600).toBe(true);
  expect(() => JSON.stringify(reading)).not.toThrow();
}

describe("a proxy with one value of another type somewhere, and signed all the same", () => {
  const leaf = fromBytes(proxy({ extensions: [keyUsage(), proxyInfo({ pathLength: 3, text: "policy" })] }));
  const body = (leaf.value as Asn1[])[0]!;

  it("is read without an exception, and never lives longer than its issuer", () => {
    fc.assert(
      fc.property(choice, ([place, substitute]) => {
        check(file(toBytes(signed(altered(body, place, substitute), keys.user))));
      }),
      { numRuns: 400 },
    );
  });

  it("in its attribute certificate loses at most that, and keeps its own end", () => {
    fc.assert(
      fc.property(choice, fc.boolean(), ([place, substitute], again) => {
        const certificate = altered(voms({ attributes: [["nick", "ada", "testvo"]] }), place, substitute);
        const resigned = again ? signed((certificate.value as Asn1[])[0]!, keys.voms) : certificate;
        const text = file(proxy({ extensions: [keyUsage(), proxyInfo(), vomsExtension(resigned)] }));
        check(text);
        const { limits } = readProxyFile(Buffer.from(text)).reading;
        expect(limits[0]?.at).toBe(T0 + 12 * 3600);
      }),
      { numRuns: 300 },
    );
  });
});
