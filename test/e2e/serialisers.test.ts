import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { adString, readAd } from "../../src/parse/classad/ad.ts";
import { checkExpression } from "../../src/parse/classad/expression.ts";
import { classAdLiteral } from "../../src/parse/classad/literal.ts";
import { configValueText } from "../../src/parse/condor-config/value.ts";
import { renderCondorConfig } from "../../src/parse/condor-config-text.ts";
import { glideinConfigLine } from "../../src/parse/glidein-config.ts";
import { shellWord } from "../../src/parse/shell-word.ts";
import { longestText } from "../../src/parse/text-fault.ts";
import { xmlAttribute, xmlText } from "../../src/parse/xml-text.ts";
import { ensureBed } from "../bed/index.ts";
import { expressionText } from "../properties/expression-text.ts";
import { hostileText, writableText } from "../properties/hostile-text.ts";
import { type Judge, judgeIn, noNetwork } from "./serialisers/judge.ts";
import { batches, expectSame, runs, writtenSample } from "./serialisers/values.ts";

const text = fc.oneof(hostileText, writableText);
const limit = 300_000 + runs * 20;
let judge: Judge;

beforeAll(async () => {
  judge = judgeIn((await ensureBed()).root);
});

/** What condor_config_val says of K0, K1, … in this configuration. */
async function configValues(configuration: string, count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_, index) => `K${index}`);
  const { status, stdout, stderr } = await judge.ask(["condor_config_val", ...names], {
    condor_config: noNetwork + configuration,
  });
  expect({ status, stderr }).toStrictEqual({ status: 0, stderr: "" });
  return stdout.toString().split("\n").slice(0, -1);
}

/** Ads whose V is a literal; HTCondor sorts what it prints by name. */
const adsOf = (literals: readonly string[]): string =>
  literals
    .map((literal, index) => `MyType = "Machine"\nName = "n${String(index).padStart(8, "0")}"\nV = ${literal}\n\n`)
    .join("");

/** The string that V is in ads with these literals, as a reader of ads sees it. */
async function adStrings(literals: readonly string[]): Promise<readonly string[]> {
  const name = (index: number): string => `n${String(index).padStart(8, "0")}`;
  const ads = literals
    .map((literal, index) => `MyType = "Machine"\nName = "${name(index)}"\nV = ${literal}\n\n`)
    .join("");
  const answer = await judge.ask(["condor_status", "-ads", "/mnt/ads", "-af", "V"], { condor_config: noNetwork, ads });
  expect(answer.stderr).toBe("");
  return answer.stdout.toString().split("\n").slice(0, -1);
}

/** The numbers that HTCondor's ClassAd library reads, to the last digit. */
async function adNumbers(literals: readonly string[]): Promise<readonly string[]> {
  const script = [
    "import classad",
    "for literal in open('/mnt/literals').read().split():",
    "    print(repr(classad.parseOne('V = ' + literal, classad.Parser.Old)['V']))",
  ].join("\n");
  const answer = await judge.ask(["python3", "/mnt/script"], { script, literals: literals.join("\n") });
  expect(answer.stderr).toBe("");
  return answer.stdout.toString().split("\n").slice(0, -1);
}

test("condor_config_val gives back every text, whatever the comments say", { timeout: limit }, async () => {
  const sample = writtenSample(text, (value) =>
    value === "" ? configValueText({ kind: "text", text: "-" }) : configValueText({ kind: "text", text: value }),
  );
  for (const batch of batches(sample.filter(({ value }) => value !== ""))) {
    const entries = batch.map(({ value }, index) => ({
      knob: `K${index}`,
      value: { kind: "text", text: value } as const,
      from: value,
    }));
    const configuration = renderCondorConfig(entries);
    if (!configuration.ok) throw new Error(JSON.stringify(configuration.error));
    expectSame(
      batch.map(({ value }) => value),
      await configValues(configuration.value, batch.length),
    );
  }
});

test("condor_config_val gives back texts of every length, up to the longest", { timeout: limit }, async () => {
  // HTCondor reads a line in pieces of 4096 bytes, the first of a size of its own.
  const lengths = [1, 4080, 4085, 4090, 4096, 4100, 8190, 8192, 65_529, 65_535, longestText];
  const longText = fc
    .tuple(hostileText, fc.constantFrom(...lengths))
    .map(([part, length]) => `${part}-`.repeat(length).slice(0, length));
  const sample = writtenSample(longText, (value) => configValueText({ kind: "text", text: value }), 300);
  const configuration = sample.map(({ text: written }, index) => `K${index} = ${written}\n`).join("");
  expectSame(
    sample.map(({ value }) => value),
    await configValues(configuration, sample.length),
  );
});

test("a string literal comes out of HTCondor's ads as it went in, also through the configuration", {
  timeout: limit,
}, async () => {
  const sample = writtenSample(text, (value) => configValueText({ kind: "string-literal", text: value }));
  for (const batch of batches(sample)) {
    const values = batch.map(({ value }) => value);
    const literals = values
      .map((value) => classAdLiteral({ kind: "string", value }))
      .map((literal) => (literal.ok ? literal.value : ""));
    const configured = await configValues(
      batch.map(({ text: written }, index) => `K${index} = ${written}\n`).join(""),
      batch.length,
    );
    expectSame(literals, configured);
    expectSame(values, await adStrings(configured));
  }
});

test("an ad that HTCondor writes is read with the strings that are in it", { timeout: limit }, async () => {
  const sample = writtenSample(text, (value) => classAdLiteral({ kind: "string", value }));
  for (const batch of batches(sample)) {
    const ads = adsOf(batch.map(({ text: literal }) => literal));
    const answer = await judge.ask(["condor_status", "-ads", "/mnt/ads", "-long"], { condor_config: noNetwork, ads });
    const read = answer.stdout
      .toString()
      .split("\n\n")
      .filter((one) => one !== "")
      .map(readAd);
    expect(read.flatMap((ad) => (ad.ok ? ad.value.problems : [ad.error]))).toEqual([]);
    expectSame(
      batch.map(({ value }) => value),
      read.map((ad) => (ad.ok ? adString(ad.value, "v") : null)),
    );
  }
});

test("numbers come out of HTCondor's ads as they went in", { timeout: limit }, async () => {
  const number = fc.oneof(
    fc.record({ kind: fc.constant("real" as const), value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ kind: fc.constant("integer" as const), value: fc.maxSafeInteger() }),
  );
  const sample = writtenSample(number, classAdLiteral);
  const got = await adNumbers(sample.map((one) => one.text));
  expectSame(
    sample.map(({ value }) => value.value + 0),
    got.map((value) => Number(value) + 0),
  );
  // A real stays one: an integer attribute divides differently.
  expectSame(
    sample.map(({ value }) => value.kind),
    got.map((value) => (/^-?[0-9]+$/u.test(value) ? "integer" : "real")),
  );
});

test("condor_config_val gives back each expression", { timeout: limit }, async () => {
  const sample = writtenSample(expressionText, (value) => configValueText({ kind: "expression", text: value }));
  for (const batch of batches(sample)) {
    const expressions = batch
      .map(({ value }) => checkExpression(value))
      .map((checked) => (checked.ok ? checked.value : ""));
    const configuration = batch.map(({ text: written }, index) => `K${index} = ${written}\n`).join("");
    expectSame(expressions, await configValues(configuration, batch.length));
  }
});

// The tool puts the expression into parentheses, so one that is right only at the end of a text is none to it either.
test("what is accepted as an expression is one to HTCondor", { timeout: limit }, async () => {
  // A process each: HTCondor has no tool that checks many.
  const sample = writtenSample(expressionText, checkExpression, Math.ceil(runs / 10));
  for (const { value, text: written } of sample) {
    const { stderr, status } = await judge.ask(["condor_status", "-ads", "/dev/null", "-constraint", written], {
      condor_config: noNetwork,
    });
    expect({ value, status, stderr }).toStrictEqual({ value, status: 0, stderr: "" });
  }
});

const shells = [["dash"], ["bash", "--posix"], ["bash"], ["busybox", "sh"]] as const;
test.each(shells.map((shell) => ({ shell, name: shell.join(" ") })))(
  "$name reads a word as the text that it is for",
  { timeout: limit },
  async ({ shell }) => {
    const sample = writtenSample(text, shellWord);
    for (const batch of batches(sample)) {
      const script = batch.map(({ text: written }) => `printf '%s\\0' ${written}\n`).join("");
      const answer = await judge.ask([...shell, "/mnt/script"], { script });
      expect(answer.stderr).toBe("");
      expectSame(
        batch.map(({ value }) => value),
        answer.stdout.toString().split("\0").slice(0, -1),
      );
    }
  },
);

test("scripts find in glidein_config what was written", { timeout: limit }, async () => {
  const sample = writtenSample(text, (value) => glideinConfigLine("A", value), Math.ceil(runs / 5));
  for (const batch of batches(sample)) {
    const lines = batch
      .map(({ value }, index) => glideinConfigLine(`A${index}`, value))
      .map((line) => (line.ok ? line.value : ""));
    // As gconfig_get does it.
    const script = batch
      .map((_, index) => `tac /mnt/glidein_config | grep -m1 "^A${index} " | cut -d ' ' -f 2-\n`)
      .join("");
    const answer = await judge.ask(["bash", "/mnt/script"], { script, glidein_config: lines.join("") });
    expect(answer.stderr).toBe("");
    expectSame(
      batch.map(({ value }) => value),
      answer.stdout.toString().split("\n").slice(0, -1),
    );
  }
});

test("an XML reader gets texts and attributes back", { timeout: limit }, async () => {
  const script = [
    "import sys, xml.etree.ElementTree as tree",
    "for element in tree.parse('/mnt/document').getroot():",
    "    sys.stdout.buffer.write((element.text or '').encode() + b'\\0' + element.get('a').encode() + b'\\0')",
  ].join("\n");
  const element = (value: string): string => {
    const content = xmlText(value);
    const attribute = xmlAttribute(value);
    return content.ok && attribute.ok ? `<e a="${attribute.value}">${content.value}</e>` : "";
  };
  for (const batch of batches(writtenSample(text, xmlText))) {
    const document = `<?xml version="1.0" encoding="UTF-8"?>\n<d>${batch.map(({ value }) => element(value)).join("")}</d>\n`;
    const answer = await judge.ask(["python3", "/mnt/script"], { script, document });
    expect(answer.stderr).toBe("");
    expectSame(
      batch.flatMap(({ value }) => [value, value]),
      answer.stdout.toString().split("\0").slice(0, -1),
    );
  }
});
