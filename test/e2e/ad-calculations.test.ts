import fc from "fast-check";
import { expect, test } from "vitest";
import { readAd } from "../../src/parse/classad/ad.ts";
import { evaluated } from "../../src/parse/classad/evaluate.ts";
import { ensureBed } from "../bed/index.ts";
import { seed } from "../seed.ts";
import { judgeIn } from "./serialisers/judge.ts";
import { runs } from "./serialisers/values.ts";

const atoms = fc.constantFrom(
  ...["0", "1", "2", "7", "10", "2.5", "1e3", "12", "true", "false", "undefined", '"x"', '"X"'],
  ...["A", "b", "Missing", "Sum", "Chosen"],
);
const operators = fc.constantFrom(
  ...["||", "&&", "==", "!=", "=?=", "=!=", "is", "isnt", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "<<", "&"],
);
const functions = fc.constantFrom("int", "floor", "ceiling", "isUndefined", "real", "size");
const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie("expression");
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthSize: "medium" },
      atoms,
      fc.tuple(inner, operators, inner).map((parts) => parts.join(" ")),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      fc.tuple(inner, inner, inner).map(([a, b, c]) => `ifThenElse(${a}, ${b}, ${c})`),
      fc.tuple(functions, inner).map(([name, a]) => `${name}(${a})`),
      fc.tuple(fc.constantFrom("-", "!", "+", ""), inner).map(([sign, a]) => `${sign}(${a})`),
      fc.tuple(atoms, atoms).map(([a, b]) => `(${a} ?: ${b})`),
    ),
  };
});
const others = "A = 12\nB = 3.5\nSum = A + 2 * B\nChosen = ifThenElse(Missing =?= undefined, A, Nothing)\n";

const script = `
import classad
for ad in open('/mnt/ads').read().split('\\n\\n'):
    try:
        value = classad.parseOne(ad, classad.Parser.Old).eval('X')
    except Exception:
        value = None
    print(repr(value) if type(value) in (int, float) else '-')
`;

test("a number that is calculated from an ad is the number that HTCondor calculates", {
  timeout: 1_800_000,
}, async () => {
  const expressions = fc.sample(expression, runs);
  const ads = expressions.map((one) => `${others}X = ${one}\n`);
  const judge = judgeIn((await ensureBed()).root);
  const answer = await judge.ask(["python3", "/mnt/script"], { script, ads: ads.join("\n") });
  expect(answer.stderr).toBe("");
  const theirs = answer.stdout.toString().split("\n").slice(0, -1);
  expect(theirs).toHaveLength(ads.length);
  const ours = ads.map((text) => {
    const ad = readAd(text);
    const value = ad.ok ? evaluated(ad.value, "X") : undefined;
    return value?.kind === "integer" || value?.kind === "real" ? value : null;
  });
  const different = ours.flatMap((value, index) =>
    value === null ||
    (Number(theirs[index]) === value.value && /[.e]/u.test(theirs[index] ?? "") === (value.kind === "real"))
      ? []
      : [{ expression: expressions[index], ours: value, theirs: theirs[index] }],
  );
  expect({ seed, different: different.slice(0, 5) }).toEqual({ seed, different: [] });
  // What only HTCondor can tell is left to it, and that is not nearly everything.
  const known = ours.filter((value) => value !== null).length;
  expect(known).toBeGreaterThan(theirs.filter((value) => value !== "-").length / 2);
});
