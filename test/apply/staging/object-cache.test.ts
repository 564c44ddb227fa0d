import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
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
    const path = join(directory, "own");
    expect(ObjectCache.open(path, 1)).not.toBeNull();
    expect(statSync(path).mode & 0o777).toBe(0o700);
    chmodSync(path, 0o770);
    expect(ObjectCache.open(path, 1)).toBeNull();
    writeFileSync(join(directory, "file"), "");
    expect(ObjectCache.open(join(directory, "file"), 1)).toBeNull();
  });
  it("keeps what was used last within its size", () => {
    const cache = ObjectCache.open(join(directory, "small"), 150)!;
    const texts = ["a".repeat(100), "b".repeat(100)];
    for (const text of texts) cache.keep({ sha1: createHash("sha1").update(text).digest("hex") }, Buffer.from(text));
    const kept = (): readonly string[] => readdirSync(cache.directory).map((name) => join(cache.directory, name));
    for (const path of kept())
      if (readFileSync(path, "utf8") === texts[0]) utimesSync(path, 1_700_000_000, 1_700_000_000);
    cache.trim();
    expect(kept().map((path) => readFileSync(path, "utf8"))).toEqual(texts.slice(1));
  });
});
