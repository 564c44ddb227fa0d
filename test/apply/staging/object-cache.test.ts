import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ObjectCache } from "../../../src/apply/staging/object-cache.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "cache-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("the cache", () => {
  it("belongs to its user alone", () => {
    const path = join(directory, "open");
    expect(ObjectCache.open(path, 1)).not.toBeNull();
    const other = join(directory, "shared");
    expect(ObjectCache.open(other, 1)).not.toBeNull();
    writeFileSync(join(directory, "file"), "");
    expect(ObjectCache.open(join(directory, "file"), 1)).toBeNull();
  });
  it("keeps what was used last within its size", async () => {
    const cache = ObjectCache.open(join(directory, "small"), 150)!;
    for (const [index, text] of ["a".repeat(100), "b".repeat(100)].entries()) {
      const digests = { sha1: createHash("sha1").update(text).digest("hex") };
      cache.keep(digests, Buffer.from(text));
      if (index === 0) await new Promise((later) => setTimeout(later, 20));
    }
    cache.trim();
    expect(readdirSync(cache.directory).map((name) => readFileSync(join(cache.directory, name), "utf8")[0])).toEqual([
      "b",
    ]);
  });
});
