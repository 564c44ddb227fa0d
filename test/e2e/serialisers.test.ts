import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { checkExpression } from "../../src/parse/classad/expression.ts";
import { classAdLiteral } from "../../src/parse/classad/literal.ts";
import { configValueText } from "../../src/parse/condor-config/value.ts";
import { renderCondorConfig } from "../../src/parse/condor-config-text.ts";
import { glideinConfigLine } from "../../src/parse/glidein-config.ts";
import { shellWord } from "../../src/parse/shell-word.ts";
import { xmlAttribute, xmlText } from "../../src/parse/xml-text.ts";
import { ensureBed } from "../bed/index.ts";
import { expressionText } from "../properties/expression-text.ts";
import { hostileText, writableText } from "../properties/hostile-text.ts";
import { type Judge, judgeIn, noNetwork } from "./serialisers/judge.ts";
import { batches, expectSame, runs, writtenSample } from "./serialisers/values.ts";

const text = fc.oneof(hostileText, writableText);
const limit = 60_000 + runs * 20;
let judge: Judge;

beforeAll(async () => {
  judge = judgeIn((await ensureBed()).root);
}, 1_800_000);

/** What condor_config_val says of K0, K1, … in this configuration. */
async function configValues(configuration: string, count: number): Promise<readonly string[]> {
  const names = Array.from({ length: count }, (_, index) => `K${index}`);
  const { status, stdout, stderr } = await judge.ask(["condor_config_val", ...names], { condor_config: noNetwork + configuration });
  expect({ status, stderr }).toStrictEqual({ status: 0, stderr: "" });
  return stdout.toString().split("\n").slice(0, -1);
}

/** What HTCondor's own ClassAd library reads: strings as they are, everything else as Python writes it. */
async function adValues(literals: readonly string[]): Promise<readonly string[]> {
  const script = [
    "import classad, sys",
    "for literal in open('/mnt/literals', 'rb').read().split(b'\\0')[:-1]:",
    "    value = classad.parseOne('V = ' + literal.decode(), classad.Parser.Old)['V']",
    "    sys.stdout.buffer.write((value if isinstance(value, str) else repr(value)).encode() + b'\\0')",
  ].join("\n");
  const answer = await judge.ask(["python3", "/mnt/script"], { script, literals: literals.map((literal) => `${literal}\0`).join("") });
  expect(answer.stderr).toBe("");
  return answer.stdout.toString().split("\0").slice(0, -1);
}

test("condor_config_val gives back every text, whatever the comments say", { timeout: limit }, async () => {
  const sample = writtenSample(text, (value) => (value === "" ? configValueText({ kind: "text", text: "-" }) : configValueText({ kind: "text", text: value })));
  for (const batch of batches(sample.filter(({ value }) => value !== ""))) {
    const entries = batch.map(({ value }, index) => ({ knob: `K${index}`, value: { kind: "text", text: value } as const, from: value }));
    const configuration = renderCondorConfig(entries);
    if (!configuration.ok) throw new Error(JSON.stringify(configuration.error));
    expectSame(batch.map(({ value }) => value), await configValues(configuration.value, batch.length));
  }
});

test("a string literal comes out of HTCondor's ads as it went in, also through the configuration", { timeout: limit }, async () => {
  const sample = writtenSample(text, (value) => configValueText({ kind: "string-literal", text: value }));
  for (const batch of batches(sample)) {
    const values = batch.map(({ value }) => value);
    const literals = values.map((value) => classAdLiteral({ kind: "string", value })).map((literal) => (literal.ok ? literal.value : ""));
    const configured = await configValues(batch.map(({ text: written }, index) => `K${index} = ${written}\n`).join(""), batch.length);
    expectSame(literals, configured);
    expectSame(values, await adValues(configured));
  }
});

test("numbers come out of HTCondor's ads as they went in", { timeout: limit }, async () => {
  const number = fc.oneof(
    fc.record({ kind: fc.constant("real" as const), value: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.record({ kind: fc.constant("integer" as const), value: fc.maxSafeInteger() }),
  );
  const sample = writtenSample(number, classAdLiteral);
  const got = await adValues(sample.map((one) => one.text));
  expectSame(sample.map(({ value }) => value.value + 0), got.map((value) => Number(value) + 0));
  // A real stays one: an integer attribute divides differently.
  expectSame(sample.map(({ value }) => value.kind), got.map((value) => (/^-?[0-9]+$/u.test(value) ? "integer" : "real")));
});

test("what is accepted as an expression is one to HTCondor", { timeout: limit }, async () => {
  // A process each: HTCondor has no tool that checks many.
  const sample = writtenSample(expressionText, checkExpression, Math.ceil(runs / 10));
  for (const { value, text: written } of sample) {
    const { stderr, status } = await judge.ask(["condor_status", "-ads", "/dev/null", "-constraint", written], { condor_config: noNetwork });
    expect({ value, status, stderr }).toStrictEqual({ value, status: 0, stderr: "" });
  }
});

test.each([["dash"], ["bash", "--posix"], ["bash"], ["busybox", "sh"]] as const)("%s %s reads a word as the text that it is for", { timeout: limit }, async (...shell) => {
  const sample = writtenSample(text, shellWord);
  for (const batch of batches(sample)) {
    const script = batch.map(({ text: written }) => `printf '%s\\0' ${written}\n`).join("");
    const answer = await judge.ask([...shell, "/mnt/script"], { script });
    expect(answer.stderr).toBe("");
    expectSame(batch.map(({ value }) => value), answer.stdout.toString().split("\0").slice(0, -1));
  }
});

test("scripts find in glidein_config what was written", { timeout: limit }, async () => {
  const sample = writtenSample(text, (value) => glideinConfigLine("A", value), Math.ceil(runs / 5));
  for (const batch of batches(sample)) {
    const lines = batch.map(({ value }, index) => glideinConfigLine(`A${index}`, value)).map((line) => (line.ok ? line.value : ""));
    // As gconfig_get does it.
    const script = batch.map((_, index) => `tac /mnt/glidein_config | grep -m1 "^A${index} " | cut -d ' ' -f 2-\n`).join("");
    const answer = await judge.ask(["bash", "/mnt/script"], { script, glidein_config: lines.join("") });
    expect(answer.stderr).toBe("");
    expectSame(batch.map(({ value }) => value), answer.stdout.toString().split("\n").slice(0, -1));
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
    expectSame(batch.flatMap(({ value }) => [value, value]), answer.stdout.toString().split("\0").slice(0, -1));
  }
});
