import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { makeDirectories } from "../../src/host/make-directories.ts";

const top = mkdtempSync(join(tmpdir(), "make-directories-"));
afterAll(() => rmSync(top, { recursive: true }));

describe("directories are made", () => {
  it("with those above them, all with the mode that was asked for, and may be there already", () => {
    makeDirectories(join(top, "a/b/c"), 0o700);
    makeDirectories(join(top, "a/b"), 0o755);
    for (const name of ["a", "a/b", "a/b/c"]) expect(statSync(join(top, name)).mode & 0o777).toBe(0o700);
  });

  it("not in the place of a file, nor below one", () => {
    writeFileSync(join(top, "file"), "");
    expect(() => makeDirectories(join(top, "file"), 0o700)).toThrow("EEXIST");
    expect(() => makeDirectories(join(top, "file/below"), 0o700)).toThrow("ENOTDIR");
  });

  it("not where there is a directory that takes none, and that is told instead of tried for ever", () => {
    for (const path of ["/proc/no-such", "/proc/no-such/below/it"])
      expect(() => makeDirectories(path, 0o700)).toThrow("ENOENT");
  });
});
