import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Fetcher } from "../../../src/apply/staging/fetcher.ts";
import { ObjectCache } from "../../../src/apply/staging/object-cache.ts";
import { readStageLocation } from "../../../src/parse/stage-location.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "shared-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
const fetcher = (): Fetcher =>
  new Fetcher({
    ...{ routes: [{ proxy: null, dispatcher: null }], cache: ObjectCache.open(join(directory, "cache"), 1e9)! },
    ...{
      userAgent: "x",
      signal: new AbortController().signal,
      attempts: 2,
      totalMs: 1500,
      parallel: 2,
      random: () => 0,
    },
  });
const want = (path: string, sha256: string, maxBytes = 1000) => ({
  url: path,
  shown: path,
  digests: { sha256 },
  maxBytes,
});

const refused = async (path: string, sha256: string, most?: number): Promise<string> => {
  const result = await fetcher().content(want(path, sha256, most));
  return result.ok ? "" : result.error.code;
};

describe("a file of a shared file system", () => {
  it("is copied once and verified; what differs, is longer, or is no file is refused", async () => {
    const path = join(directory, "a file");
    writeFileSync(path, "whole\n");
    const one = fetcher();
    const got = await one.content(want(path, digest("whole\n")));
    expect(got.ok && got.value.toString()).toBe("whole\n");
    rmSync(path);
    expect((await fetcher().content(want(path, digest("whole\n")))).ok).toBe(true);
    writeFileSync(path, "other\n");
    expect(await refused(path, digest("something else"))).toBe("DIGEST_MISMATCH");
    expect(await refused(path, digest("other\n"), 3)).not.toBe("");
    expect(await refused(directory, digest("x"))).toBe("FETCH_FAILED");
    expect(await refused(join(directory, "none"), digest("x"))).toBe("FETCH_FAILED");
    const pipe = join(directory, "pipe");
    execFileSync("mkfifo", [pipe]);
    expect(await refused(pipe, digest("x"))).toBe("FETCH_FAILED");
  });

  it.each([
    ["/area/manifest.json", "/area/manifest.json", "/area/x y"],
    ["file:///area/a%20b/manifest.json", "/area/a b/manifest.json", "/area/a b/x y"],
    [
      "https://h.example/area/manifest.json?sig=1",
      "https://h.example/area/manifest.json?sig=1",
      "https://h.example/area/x%20y?sig=1",
    ],
  ])("is named by %s", (given, text, beside) => {
    const location = readStageLocation(given);
    expect(location.ok && location.value.text).toBe(text);
    const other = location.ok ? location.value.beside("x y") : null;
    expect(other?.ok === true && other.value.text).toBe(beside);
  });

  it.each(["file://host/x", "file:///%zz", "ftp://h/x", "relative/x", "/a\0b", ""])("is not named by %j", (given) => {
    expect(readStageLocation(given).ok).toBe(false);
  });

  it("is beside the manifest, whatever the manifest says", () => {
    const location = readStageLocation("/area/manifest.json");
    for (const name of ["../x", "/etc/passwd", "..", ".", "a/b", ""])
      expect(location.ok && location.value.beside(name).ok).toBe(false);
  });
});
