import fc from "fast-check";
import { expect, test } from "vitest";
import { configValueText } from "../../src/parse/condor-config/value.ts";
import { jobEnvironmentText } from "../../src/parse/job-environment.ts";
import { hostileText, writableText } from "./hostile-text.ts";
import { expanded } from "./readers/condor-config-reader.ts";

/** HTCondor's second syntax, read as its manual has it: doubled quotes, entries between blanks, parts between quotes. */
function readEnvironment(text: string): Map<string, string> {
  expect(text.startsWith('"') && text.endsWith('"')).toBe(true);
  const raw = text.slice(1, -1).replaceAll('""', '"');
  const found = new Map<string, string>();
  for (let at = 0; at < raw.length; ) {
    let entry = "";
    for (let quoted = false; at < raw.length; at += 1) {
      const character = raw.charAt(at);
      if (character === "'") {
        if (quoted && raw.charAt(at + 1) === "'") {
          entry += "'";
          at += 1;
        } else quoted = !quoted;
      } else if (!quoted && /[ \t\r\n]/u.test(character)) break;
      else entry += character;
    }
    at += 1;
    const equals = entry.indexOf("=");
    found.set(entry.slice(0, equals), entry.slice(equals + 1));
  }
  return found;
}

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/u);

test("a job gets each value as it is, or the variable is refused by name and the others stand", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.record({ name, value: fc.oneof(hostileText, writableText) }), {
        selector: (one) => one.name,
        maxLength: 8,
      }),
      (variables) => {
        const { text, refused } = jobEnvironmentText(variables);
        const written = configValueText({ kind: "text", text });
        if (!written.ok) throw new Error(written.error.problem);
        const without = new Set(refused.map((one) => one.name));
        const kept = variables.filter((one) => !without.has(one.name)).map((one) => [one.name, one.value] as const);
        expect(readEnvironment(expanded(written.value, new Map()))).toEqual(new Map(kept));
        for (const { value } of variables.filter((one) => without.has(one.name)))
          expect(value).toMatch(/[\n\0\u{FFFD}]|\p{Cs}|\$+[A-Za-z0-9_]*\(/u);
      },
    ),
    { numRuns: 1000 },
  );
});

test("what is no name is refused, and of two values of one name the last counts", () => {
  expect(
    jobEnvironmentText([
      { name: "A", value: "1" },
      { name: "A B", value: "2" },
      { name: "A", value: 'it\'s "3"' },
    ]),
  ).toMatchObject({ text: '"\'A=it\'\'s ""3""\'"', refused: [{ name: "A B" }] });
});
