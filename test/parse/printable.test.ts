import { expect, test } from "vitest";
import { printable } from "../../src/parse/printable.ts";

test.each([
  ["plain text, é 日本 😀", "plain text, é 日本 😀"],
  ["a\nb\r\t\\", "a\\nb\\r\\t\\\\"],
  ["\u001B[31mred\u0000", "\\x1b[31mred\\x00"],
  ["\u007F\u0085", "\\x7f\\u{85}"],
  ["\u202Eevil\u200B\uFEFF\u2028", "\\u{202e}evil\\u{200b}\\u{feff}\\u{2028}"],
  ["\u00A0\u3000", "\\u{a0}\\u{3000}"],
  ["\uD800x\uFFFD", "\\u{d800}x\\u{fffd}"],
])("%j is shown as %j", (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test.each([
  [[0x61, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x80], "aé😀"],
  [[0xe6, 0x97, 0xa5], "日"],
  [[0xff, 0xfe], "\\xff\\xfe"],
  [[0xc3], "\\xc3"],
  [[0xc0, 0x80], "\\xc0\\x80"],
  [[0xe0, 0x9f, 0xbf], "\\xe0\\x9f\\xbf"],
  [[0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"],
  [[0xf0, 0x8f, 0xbf, 0xbf], "\\xf0\\x8f\\xbf\\xbf"],
  [[0xf4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"],
  [[0xf5, 0x80, 0x80, 0x80], "\\xf5\\x80\\x80\\x80"],
  [[0x1b, 0xc2, 0x9b], "\\x1b\\u{9b}"],
])("bytes %j are shown as %j", (bytes, shown) => {
  expect(printable(Uint8Array.from(bytes))).toBe(shown);
});

test("what is long is cut, never in an escape, and its size is told", () => {
  expect(printable("x".repeat(500), 10)).toBe("xxxxxxxxxx… (500 characters)");
  expect(printable("xxxxxxxx\n\n", 9)).toBe("xxxxxxxx… (10 characters)");
  expect(printable(new Uint8Array(10_000_000), 8)).toBe("\\x00\\x00… (10000000 bytes)");
});
