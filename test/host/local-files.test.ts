import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessible, fileSystemStatus, linkOf, listNames, readWhole, statusOf } from "../../src/host/local-files.ts";

let directory: string;
let server: Server;
const path = (name: string): string => join(directory, name);
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "glidein-files-"));
  execFileSync("mkfifo", [path("fifo")]);
  writeFileSync(path("text"), "12345");
  writeFileSync(path("empty"), "");
  mkdirSync(path("sub"));
  symlinkSync("text", path("link"));
  symlinkSync("loop", path("loop"));
  server = createServer();
  await new Promise<void>((listening) => server.listen(path("socket"), listening));
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

const text = (read: ReturnType<typeof readWhole>) => (read.ok ? Buffer.from(read.value).toString() : read.error.code);

describe("readWhole", () => {
  it("reads a file up to its limit, and not a byte more", () => {
    expect(text(readWhole(path("text"), 5))).toBe("12345");
    expect(text(readWhole(path("text"), 4))).toBe("too-large");
    expect(text(readWhole(path("empty"), 0))).toBe("");
    expect(text(readWhole(path("link"), 100))).toBe("12345");
  });

  it("reads files of /proc and /sys, which have no size or a wrong one", () => {
    expect(text(readWhole("/proc/self/stat", 65536))).toContain("(");
    expect(text(readWhole("/sys/kernel/mm/transparent_hugepage/enabled", 65536))).toMatch(/never/u);
    expect(text(readWhole("/proc/self/environ", 3))).toBe("too-large");
  });

  it("is not held by a FIFO, a socket, a device or a directory", () => {
    for (const name of ["fifo", "socket", "sub"]) expect(text(readWhole(path(name), 100))).toBe("not-regular");
    for (const name of ["/dev/zero", "/dev/null", "/dev/tty"])
      expect(["not-regular", "io", "missing"]).toContain(text(readWhole(name, 100)));
  });

  it("says what is not there, in the way or a loop", () => {
    expect(text(readWhole(path("nothing"), 100))).toBe("missing");
    expect(text(readWhole(path("text/below"), 100))).toBe("missing");
    expect(text(readWhole(path("loop"), 100))).toBe("loop");
    expect(readWhole(path("a\0b"), 100).ok).toBe(false);
  });
});

describe("the other looks", () => {
  it("list names in order, and refuse what is no directory", () => {
    expect(listNames(directory)).toEqual({
      ok: true,
      value: ["empty", "fifo", "link", "loop", "socket", "sub", "text"],
    });
    expect(listNames(path("text"))).toMatchObject({ ok: false, error: { code: "missing" } });
  });

  it("tell types, with and without following", () => {
    const type = (name: string, follow = true) => {
      const status = statusOf(path(name), follow);
      return status.ok ? status.value.type : status.error.code;
    };
    expect(["text", "sub", "fifo", "socket", "link"].map((name) => type(name))).toEqual([
      "file",
      "directory",
      "fifo",
      "socket",
      "file",
    ]);
    expect(type("link", false)).toBe("symlink");
    expect(type("loop")).toBe("loop");
    expect(type("loop", false)).toBe("symlink");
    expect(statusOf("/dev/null", true)).toMatchObject({ value: { type: "character-device" } });
    expect(linkOf(path("link"))).toEqual({ ok: true, value: "text" });
    expect(linkOf(path("text"))).toMatchObject({ ok: false });
  });

  it("tell space and access", () => {
    const space = fileSystemStatus(directory);
    expect(space.ok && space.value.totalMiB >= space.value.freeMiB && space.value.totalMiB > 0).toBe(true);
    expect(fileSystemStatus(path("nothing"))).toMatchObject({ ok: false, error: { code: "missing" } });
    expect(accessible(path("text"), 4)).toEqual({ ok: true, value: true });
    expect(accessible(path("text"), 1)).toEqual({ ok: true, value: false });
    expect(accessible(path("nothing"), 4)).toMatchObject({ ok: false });
  });
});
