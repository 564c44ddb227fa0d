import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAd } from "../../src/parse/classad/ad.ts";
import { checkExpression } from "../../src/parse/classad/expression.ts";
import { classAdLiteral, readValue, stringOperand } from "../../src/parse/classad/literal.ts";
import type { ConfigValue } from "../../src/parse/condor-config/value.ts";
import { renderCondorConfig } from "../../src/parse/condor-config-text.ts";
import { expressionText, rightExpression } from "./expression-text.ts";
import { hostileText, writableText } from "./hostile-text.ts";
import { readAdString } from "./readers/ad-string-reader.ts";
import { expanded, readConfiguration } from "./readers/condor-config-reader.ts";

const text = fc.oneof(hostileText, writableText);
const check = <T>(property: fc.IProperty<T>): void => {
  fc.assert(property, { numRuns: 1000 });
};

describe("HTCondor configuration", () => {
  const value: fc.Arbitrary<ConfigValue> = fc.record({ kind: fc.constantFrom("text", "string-literal"), text });

  test("gives back each text, or none of the file is written", () => {
    check(
      fc.property(fc.array(fc.tuple(value, text), { maxLength: 4 }), (values) => {
        const entries = values.map(([one, from], index) => ({ knob: `K${index}`, value: one, from }));
        const written = renderCondorConfig([...entries, { knob: "LAST", value: { kind: "integer", value: 1 } }]);
        if (!written.ok) {
          expect(written.error.length).toBeGreaterThan(0);
          return;
        }
        const knobs = readConfiguration(written.value);
        expect(knobs.size).toBe(entries.length + 1);
        expect(knobs.get("LAST")).toBe("1");
        for (const entry of entries) {
          const back = expanded(knobs.get(entry.knob) ?? "", new Map());
          if (entry.value.kind === "text") expect(back).toBe(entry.value.text);
          if (entry.value.kind === "string-literal") expect(readAdString(back)).toBe(entry.value.text);
        }
      }),
    );
  });

  test("refuses every text that is not what people put into values, by the name of the knob, and no other knob's", () => {
    check(
      fc.property(
        fc.constantFrom("a\nb", " a", "a ", "a\\", "a\0", "\u{FFFD}", "\u{D800}", "$(DOLLAR)"),
        writableText,
        (bad, good) => {
          const result = renderCondorConfig([
            { knob: "GOOD", value: { kind: "string-literal", text: good.replaceAll("$", "") } },
            { knob: "BAD", value: { kind: "text", text: bad } },
          ]);
          expect(result.ok ? [] : result.error.map(({ subject }) => subject)).toEqual(["HTCondor configuration, BAD"]);
        },
      ),
    );
  });

  test("expands the knobs that an expression may name, and nothing else", () => {
    check(
      fc.property(rightExpression, (one) => {
        const entries = [
          { knob: "K", value: { kind: "expression", text: `(${one}) && $(OTHER)`, macros: ["OTHER"] } as const },
        ];
        const written = renderCondorConfig(entries);
        fc.pre(written.ok);
        const back = expanded(readConfiguration(written.value).get("K") ?? "", new Map([["OTHER", "other"]]));
        const expected = checkExpression(`(${one}) && other`);
        expect(back).toBe(expected.ok ? expected.value : "");
      }),
    );
  });
});

describe("ClassAds", () => {
  test("give back each string", () => {
    check(
      fc.property(text, (value) => {
        const literal = classAdLiteral({ kind: "string", value });
        fc.pre(literal.ok);
        expect(readAdString(literal.value)).toBe(value);
        expect(readValue(literal.value)).toEqual({ ok: true, value: { kind: "string", value } });
      }),
    );
  });

  test("give back each number with its type", () => {
    const number = fc.oneof(
      fc.record({ kind: fc.constant("real" as const), value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
      fc.record({ kind: fc.constant("integer" as const), value: fc.maxSafeInteger() }),
    );
    check(
      fc.property(number, (value) => {
        const literal = classAdLiteral(value);
        expect(literal.ok && readValue(literal.value)).toEqual({ ok: true, value });
      }),
    );
  });

  test("keep a string that is part of an expression apart from the rest", () => {
    check(
      fc.property(text, (value) => {
        const operand = stringOperand(value);
        if (operand.ok) expect(checkExpression(`x == ${operand.value} || y`).ok).toBe(true);
      }),
    );
  });

  test("lose no attribute to a broken neighbour", () => {
    check(
      fc.property(hostileText, hostileText, (before, after) => {
        const ad = readAd(`Before = ${before.replaceAll("\n", "")}\nCpus = 8\n${after.replaceAll(/[\n=]/gu, "")}\n`);
        expect(ad.ok && ad.value.attributes.get("cpus")?.value).toEqual({ kind: "integer", value: 8 });
      }),
    );
  });

  test("take every right expression, and say where a wrong one is", () => {
    check(
      fc.property(rightExpression, (one) => {
        expect(checkExpression(one)).toMatchObject({ ok: true });
      }),
    );
    check(
      fc.property(expressionText, (one) => {
        const result = checkExpression(one);
        // What is accepted stays an expression in parentheses and beside others, on one line.
        if (result.ok) {
          expect(checkExpression(`(${result.value}) && (${result.value})`).ok).toBe(true);
          expect(checkExpression(result.value)).toEqual(result);
        } else
          expect(result.error.where === "" ? result.error.problem : result.error.where).toMatch(
            /^(?:character [0-9]+|[0-9]+ characters)$/u,
          );
      }),
    );
  });
});
