import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAd } from "../../../src/parse/classad/ad.ts";
import { evaluated } from "../../../src/parse/classad/evaluate.ts";

const valueOf = (expression: string, more = ""): unknown => {
  const ad = readAd(`X = ${expression}\n${more}`);
  if (!ad.ok) throw new Error(ad.error.problem);
  return evaluated(ad.value, "x");
};
const integer = (value: number) => ({ kind: "integer", value });
const real = (value: number) => ({ kind: "real", value });
const left = (text: string) => ({ kind: "expression", text });

describe("an attribute of an ad", () => {
  it.each<[string, object]>([
    ["12 * 60 * 60", integer(43_200)],
    ["2 + 3 * 4 - 1", integer(13)],
    ["(2 + 3) * -4", integer(-20)],
    ["7 / 2", integer(3)],
    ["-7 / 2", integer(-3)],
    ["-7 % 4", integer(-3)],
    ["7 / 2.0", real(3.5)],
    ["10 - 3 - 2", integer(5)],
    ["- - 3", integer(3)],
    ["+(3)", integer(3)],
    ["int(7.9) + floor(-0.5) + ceiling(0.5)", integer(7)],
    ["true ? 1 : 2", integer(1)],
    ["1 > 2 ? 1 : 2 >= 2 ? 3 : 4", integer(3)],
    ["ifThenElse(1 < 2 && !(3 == 4), 5, time())", integer(5)],
    ["false || true ? 1 : 2", integer(1)],
    ["1 + 1 == 2 && 2 * 3 != 5 || error ? 1 : 2", integer(1)],
    ["Missing ?: 7", integer(7)],
    ["3 ?: 7", integer(3)],
    ['"Ab" == "aB" ? 1 : 2', integer(1)],
    ['"Ab" =?= "aB" ? 1 : 2', integer(2)],
    ["1 =?= 1.0 ? 1 : 2", integer(2)],
    ["undefined isnt undefined ? 1 : 2", integer(2)],
    ["isUndefined(Missing) ? 1 : 2", integer(1)],
  ])("that is %s is that number", (expression, expected) => {
    expect(valueOf(expression)).toEqual(expected);
  });

  it("may be calculated from other attributes, whatever their case", () => {
    expect(valueOf("maxWallTime * 60", "MaxWalltime = HOURS * 60\nHours = 24")).toEqual(integer(86_400));
    expect(valueOf("MY.Total / 2", "Total = 16")).toEqual(integer(8));
    const requested = "ifthenelse(MemoryUsage isnt undefined, MemoryUsage, (ImageSize + 1023) / 1024)";
    expect(valueOf(requested, "ImageSize = 2048000")).toEqual(integer(2000));
    expect(valueOf(requested, "MemoryUsage = 300\nImageSize = 2048000")).toEqual(integer(300));
  });

  it.each([
    "time() + 3600",
    "CurrentTime + 3600",
    "TARGET.Cpus * 2",
    "ifThenElse(true, 3, TARGET.Cpus) * 2",
    "{1, 2}[0] + 1",
    "[a = 1].a + 1",
    "Missing * 2",
    "1 / 0",
    "5 % 0",
    "1.5 % 2",
    "error ?: 3",
    "true + 1",
    "+(true) ? 1 : 2",
    "7 || true ? 1 : 2",
    '"a" + 1',
    "1 << 2",
    "~1",
    "9007199254740991 + 1",
    "1e300 * 1e300",
    "ifThenElse(true, 1)",
    "unknownFunction(1)",
    "undefined && true",
    "!undefined ? 1 : 2",
    "1 ? 2 : 3",
  ])("that is %s stays an expression, whose value only HTCondor can tell", (expression) => {
    expect(valueOf(expression)).toEqual(left(expression));
  });

  it("is its own text when it is a string, a boolean or refers to a text: texts are nobody's business here", () => {
    expect(valueOf('"a"')).toEqual({ kind: "string", value: "a" });
    expect(valueOf("Secret", 'Secret = "a"')).toEqual(left("Secret"));
    expect(valueOf("1 == 1")).toEqual(left("1 == 1"));
    expect(valueOf("undefined")).toEqual({ kind: "undefined" });
  });

  it("that needs itself, or far too many others, ends", () => {
    expect(valueOf("x + 1")).toEqual(left("x + 1"));
    const doubling = Array.from({ length: 60 }, (_, n) => `a${n} = a${n + 1} + a${n + 1}`).join("\n");
    expect(valueOf("a0", doubling)).toEqual(left("a0"));
  });

  it("never throws, whatever it is made of", () => {
    const word = fc.constantFrom(
      ..."1 2.5 x y my target true undefined error ifThenElse ( ) { } [ ] . , ; ? : ?: + - * / % ! ~ && || == =?= is".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const ad = readAd(`x = ${words.join(" ")}\ny = ${words.toReversed().join(" ")}`);
        if (ad.ok) expect(() => evaluated(ad.value, "x")).not.toThrow();
      }),
    );
  });
});
