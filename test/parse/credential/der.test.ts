import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DerNode, readDer } from "../../../src/parse/credential/der.ts";
import { timeOf } from "../../../src/parse/credential/der-time.ts";
import { booleanOf, integerHex, oidOf, smallInteger, textOf } from "../../../src/parse/credential/der-values.ts";
import { readName } from "../../../src/parse/credential/name.ts";
import { userCertificate } from "../../rig/credentials.ts";
import { type Asn1, binary, generalizedTime, integer, name, oid, prim, seq, set, toBytes } from "../../rig/der.ts";

const node = (asn1: Asn1): DerNode => {
  const read = readDer(toBytes(asn1));
  if (!read.ok) throw new Error(read.error.problem);
  return read.value;
};
const problemOf = (hex: string): string => {
  const read = readDer(Buffer.from(hex, "hex"));
  return read.ok ? "none" : `${read.error.problem} at ${read.error.offset}`;
};

describe("DER", () => {
  it("reads a certificate as node-forge wrote it, every byte in its place", () => {
    const bytes = userCertificate();
    const read = readDer(bytes);
    expect(read.ok && Buffer.from(read.value.raw).equals(bytes)).toBe(true);
    expect(read.ok && read.value.children.length).toBe(3);
  });

  it.each([
    ["", "ends before a tag at 0"],
    ["30", "ends before a length at 1"],
    ["3003020101ff", "1 bytes follow the end at 5"],
    ["30800201010000", "an indefinite length, which DER does not have at 1"],
    ["30850000000001", "a length of 5 bytes at 1"],
    ["30810302010100", "a length that is written longer than needed at 1"],
    ["3082000302010100", "a length that is written longer than needed at 1"],
    ["3084ffffffff", "a length of 4294967295 bytes where 0 are left at 1"],
    ["3004020301ff", "a length of 3 bytes where 2 are left at 3"],
    ["3005020101", "a length of 5 bytes where 3 are left at 1"],
    ["3003020301", "a length of 3 bytes where 1 are left at 3"],
    ["1f8101", "a tag above 30, which no certificate has at 0"],
  ])("refuses %s", (hex, problem) => {
    expect(problemOf(hex)).toBe(problem);
  });

  it("refuses what is nested too deep or has too many values, and does so at once", () => {
    let nested = Buffer.from([0x05, 0x00]);
    for (let i = 0; i < 30; i += 1) nested = Buffer.concat([Buffer.from([0x30, nested.length]), nested]);
    expect(problemOf(nested.toString("hex"))).toBe("nested deeper than 24 levels at 48");
    expect(problemOf(`308301fffe${"0500".repeat(65_535)}`)).toBe("more than 20000 values at 40003");
  });

  it("never throws, whatever the bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => typeof readDer(bytes).ok === "boolean"));
  });
});

describe("values in DER", () => {
  it("are object identifiers as node-forge writes them", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 0, max: 39 }),
        fc.array(fc.integer({ min: 0, max: 2 ** 27 }), { minLength: 1, maxLength: 8 }),
        (top, second, rest) => {
          const dotted = [top, second, ...rest].join(".");
          return oidOf(node(oid(dotted))) === dotted;
        },
      ),
    );
  });

  it.each([
    ["nothing", ""],
    ["an open arc", "\x2a\x81"],
    ["padding", "\x2a\x80\x01"],
    ["an arc beyond 2^53", `\x2a${"\xff".repeat(9)}\x7f`],
    ["65 bytes", "\x2a".repeat(65)],
  ])("are no object identifier with %s", (_what, content) => {
    expect(oidOf(node(prim(6, content)))).toBeNull();
  });

  it("are integers of any size, and small ones as numbers", () => {
    expect([
      integerHex(node(integer(0x1234))),
      integerHex(node(integer(128))),
      integerHex(node(prim(2, "\xff"))),
    ]).toEqual(["1234", "80", "-FF"]);
    expect([
      smallInteger(node(integer(0x7fff_ffff))),
      smallInteger(node(integer(0x8000_0000))),
      smallInteger(node(prim(2, ""))),
    ]).toEqual([2_147_483_647, null, null]);
    expect(integerHex(node(prim(4, "x")))).toBeNull();
  });

  it("are booleans of DER only", () => {
    expect(["\xff", "\0", "\x01", ""].map((content) => booleanOf(node(prim(1, content))))).toEqual([
      true,
      false,
      null,
      null,
    ]);
  });

  it("are texts of every string type", () => {
    expect([
      textOf(node(prim(12, "\xc3\xa9"))),
      textOf(node(prim(19, "a"))),
      textOf(node(prim(30, "a"))),
      textOf(node(integer(1))),
    ]).toEqual(["é", "a", "a", null]);
  });

  it("are times that exist", () => {
    expect(timeOf(node(generalizedTime(951_782_400)))).toBe(951_782_400);
    expect(timeOf(node(prim(23, "500101000000Z")))).toBe(-631_152_000);
    expect(timeOf(node(prim(23, "491231235959Z")))).toBe(2_524_607_999);
    expect(timeOf(node(integer(1)))).toBeNull();
    for (const bad of [
      "20270229000000Z",
      "20270001000000Z",
      "20270100000000Z",
      "20270101240000Z",
      "20270101006000Z",
      "20270101000060Z",
    ])
      expect(timeOf(node(prim(24, bad)))).toBeNull();
  });

  it("agree with the calendar of JavaScript", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }),
        (at) => timeOf(node(generalizedTime(at))) === at,
      ),
    );
  });
});

describe("names", () => {
  it("are printed as grid tools print them, with control characters escaped", () => {
    expect(readName(node(name(["DC=org", "O=a b", "CN=x\ny"])))?.text).toBe("/DC=org/O=a b/CN=x\\x0ay");
    const several = set(seq(oid("2.5.4.3"), prim(12, "a")), seq(oid("1.2.3"), prim(12, "b")));
    expect(readName(node(seq(several)))).toMatchObject({ text: "/CN=a+1.2.3=b", lastCommonName: null });
  });

  it.each([
    ["no sequence", integer(1)],
    ["an empty set", seq(set())],
    ["a pair of something else", seq(set(seq(oid("2.5.4.3"), integer(1))))],
    ["65 parts", name(Array.from({ length: 65 }, () => "CN=x"))],
  ])("are not read from %s", (_what, asn1) => {
    expect(readName(node(asn1))).toBeNull();
  });

  it("are cut to a thousand characters in print, and stay whole for comparing", () => {
    const long = readName(node(name([`CN=${"x".repeat(3000)}`])));
    expect(long?.text).toHaveLength(1001);
    expect(binary(long!.der)).toContain("x".repeat(3000));
  });
});
