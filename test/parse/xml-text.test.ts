import { expect, test } from "vitest";
import { xmlAttribute, xmlReportAttribute, xmlReportText, xmlText, xmlVisible } from "../../src/parse/xml-text.ts";

test("content and attributes keep what a reader would change", () => {
  const text = "a<b>&\"'\t\n\r]]>\u0085\u2028é😀";
  expect(xmlText(text)).toEqual({ ok: true, value: "a&lt;b&gt;&amp;\"'\t\n&#13;]]&gt;&#x85;&#x2028;é😀" });
  expect(xmlAttribute(text)).toEqual({
    ok: true,
    value: "a&lt;b&gt;&amp;&quot;&apos;&#9;&#10;&#13;]]&gt;&#x85;&#x2028;é😀",
  });
});

test.each(["\0", "\b", "\v", "\u001B", "\uFFFE", "\uFFFF", "\uD800"])(
  "%j cannot be in a document, and is shown in a report",
  (character) => {
    const shown = `a\\u{${character.charCodeAt(0).toString(16)}}`;
    expect(xmlText(`a${character}`)).toMatchObject({ ok: false, error: { where: "character 2" } });
    expect(xmlAttribute(`a${character}`)).toMatchObject({ ok: false, error: { where: "character 2" } });
    expect(xmlVisible(`a${character}`)).toBe(shown);
    expect(xmlReportText(`a${character}<`)).toBe(`${shown}&lt;`);
    expect(xmlReportAttribute(`a${character}"`)).toBe(`${shown}&quot;`);
  },
);
