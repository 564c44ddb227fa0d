import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { brokersOf } from "../../src/parse/brokers.ts";
import { readAd } from "../../src/parse/classad/ad.ts";
import { checkExpression } from "../../src/parse/classad/expression.ts";
import { classAdLiteral, readValue } from "../../src/parse/classad/literal.ts";
import { configValueText } from "../../src/parse/condor-config/value.ts";
import { readCondorVars } from "../../src/parse/condor-vars.ts";
import { factoryArgument, readFactoryArgument } from "../../src/parse/factory-argument.ts";
import { glideinConfigLine, readGlideinConfig } from "../../src/parse/glidein-config.ts";
import { printable } from "../../src/parse/printable.ts";
import { readShellWord, shellWord } from "../../src/parse/shell-word.ts";
import { readUrl, urlSegment } from "../../src/parse/url.ts";
import { xmlReportText, xmlText } from "../../src/parse/xml-text.ts";
import { cpuTime } from "../cpu-time.ts";
import { expressionText } from "./expression-text.ts";
import { hostileText } from "./hostile-text.ts";

const functions: Readonly<Record<string, (text: string) => unknown>> = {
  brokersOf,
  readAd,
  checkExpression,
  readValue,
  readCondorVars,
  readFactoryArgument,
  readGlideinConfig,
  readShellWord,
  readUrl,
  shellWord,
  factoryArgument,
  urlSegment,
  xmlText,
  xmlReportText,
  printable,
  classAdLiteral: (text) => classAdLiteral({ kind: "string", value: text }),
  glideinConfigLine: (text) => glideinConfigLine(text, text),
  text: (text) => configValueText({ kind: "text", text }),
  macro: (text) => configValueText({ kind: "macro", text }),
  expression: (text) => configValueText({ kind: "expression", text, macros: ["A"] }),
};

describe.each(Object.entries(functions))("%s", (_, read) => {
  test("answers to whatever it is given", () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, expressionText), (text) => {
        expect(read(text)).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  const long = 60_000;
  const repeated = [
    "$(",
    "$(A:",
    "$$",
    "(",
    "[",
    "{",
    "!",
    "-",
    "a?",
    "a?:",
    "a=",
    '"',
    '\\"',
    "'",
    "\\",
    "a ",
    "$ENV(",
    "%2",
    "http://",
    ".dot,",
    "\n",
    "A = 1\n",
    "\0",
    "😀",
    "// ",
    "1.",
    "é",
  ];
  test.each(repeated)("answers soon to a long row of %j", (part) => {
    const text = part.repeat(long / part.length);
    const cost = cpuTime(() => {
      expect(read(text)).toBeDefined();
      expect(read(`http://host/${text}`)).toBeDefined();
    });
    expect(cost).toBeLessThan(3000);
  });
});
