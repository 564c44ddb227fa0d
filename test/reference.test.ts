import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { referenceFiles, withCheckList } from "../scripts/reference/files.ts";
import { catalogue } from "../validation/index.ts";

const root = join(import.meta.dirname, "..");

describe("the reference pages", () => {
  it.each([...referenceFiles()])(
    "%s is what scripts/reference.ts writes (run `node scripts/reference.ts`)",
    (path, text) => {
      expect(readFileSync(join(root, path), "utf8")).toBe(text);
    },
  );

  it("have a heading for every check, which other pages link to", () => {
    const page = referenceFiles().get("docs/checks.md") ?? "";
    for (const { id } of catalogue) expect(page).toContain(`\n## ${id}\n`);
  });
});

describe("the list of checks in README.md", () => {
  it("is not stale, where there is one", () => {
    const path = join(root, "README.md");
    const page = existsSync(path) ? readFileSync(path, "utf8") : "";
    expect(withCheckList(page) ?? page).toBe(page);
  });

  it("is written between its marks and nowhere else", () => {
    const page = withCheckList("before\n<!-- checks: begin -->\nold\n<!-- checks: end -->\nafter\n") ?? "";
    expect(page.startsWith("before\n<!-- checks: begin -->\n| Check |")).toBe(true);
    expect(page.endsWith("|\n<!-- checks: end -->\nafter\n")).toBe(true);
    expect(page).not.toContain("old");
    expect(withCheckList("no marks")).toBeNull();
  });
});
