import { describe, expect, it } from "vitest";
import { parseTomlEntries } from "../../src/parse/toml-entries.ts";

const deep = (parts: number): string => Array<string>(parts).fill("a").join(".");

describe("a TOML document", () => {
  it.each([
    ["a key", `${deep(50_000)} = 1`],
    ["a heading", `[${deep(50_000)}]`],
    ["a heading and a key", `[${deep(60)}]\n${deep(60)} = 1`],
    ["a list of tables", `[[a]]\n[a.${deep(50_000)}]`],
  ])("is refused where %s has too many parts", (_what, text) => {
    expect(parseTomlEntries(text)).toMatchObject({
      ok: false,
      error: { problem: expect.stringContaining("100 parts") },
    });
  });

  it("may have a line in a text that looks like a key of many parts", () => {
    const parsed = parseTomlEntries(`a = """\n${deep(50_000)} = 1\n"""\nb = 2`);
    expect(parsed.ok && parsed.value.map(({ path, line }) => [path.join("."), line])).toEqual([
      ["a", 1],
      ["b", 4],
    ]);
  });
});
