import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Actor } from "../../src/host/actor.ts";

const actor = new Actor();
let directory: string;
const path = (name: string): string => join(directory, name);
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "glidein-actor-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe("Actor", () => {
  it("writes a file whole and with its mode, whatever was there before", () => {
    writeFileSync(path("token"), "old", { mode: 0o644 });
    writeFileSync(path("token.new"), "half of another attempt");
    expect(actor.writeFile(path("token"), "new", 0o600).ok).toBe(true);
    expect(readFileSync(path("token"), "utf8")).toBe("new");
    expect(statSync(path("token")).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(["token"]);
  });

  it("replaces a link, and does not write through it", () => {
    writeFileSync(path("precious"), "untouched");
    symlinkSync(path("precious"), path("link"));
    symlinkSync(path("precious"), path("link.new"));
    expect(actor.writeFile(path("link"), "ours").ok).toBe(true);
    expect(readFileSync(path("precious"), "utf8")).toBe("untouched");
  });

  it("leaves nothing of a file that cannot be written", () => {
    mkdirSync(path("target"));
    writeFileSync(path("target/inside"), "");
    expect(actor.writeFile(path("target"), "text").ok).toBe(false);
    expect(readdirSync(directory)).toEqual(["target"]);
    expect(actor.writeFile(path("no/such/directory"), "text")).toMatchObject({ error: { code: "missing" } });
  });

  it("makes directories with the mode that was asked for, under any umask", () => {
    const umask = process.umask(0o077);
    try {
      expect(actor.makeDirectory(path("execute"), 0o755).ok).toBe(true);
    } finally {
      process.umask(umask);
    }
    expect(statSync(path("execute")).mode & 0o777).toBe(0o755);
    expect(actor.makeDirectory(path("execute")).ok).toBe(false);
    const made = actor.makeUniqueDirectory(directory, "glidein-");
    expect(made.ok && statSync(made.value).mode & 0o777).toBe(0o700);
  });

  it("removes a tree that a job made read-only, and nothing that it links to", () => {
    const outside = mkdtempSync(join(tmpdir(), "glidein-outside-"));
    writeFileSync(join(outside, "precious"), "");
    mkdirSync(path("work/sealed/deep"), { recursive: true });
    writeFileSync(path("work/sealed/deep/file"), "");
    symlinkSync(outside, path("work/out"));
    chmodSync(path("work/sealed/deep"), 0o500);
    chmodSync(path("work/sealed"), 0);
    expect(actor.removeTree(path("work")).ok).toBe(true);
    expect(existsSync(path("work"))).toBe(false);
    expect(readdirSync(outside)).toEqual(["precious"]);
    expect(actor.removeTree(path("work")).ok).toBe(true);
    rmSync(outside, { recursive: true });
  });

  it("removes what has a name that is no text, and what is deeper than a path can say", () => {
    mkdirSync(path("work"));
    writeFileSync(Buffer.concat([Buffer.from(`${path("work")}/`), Buffer.from([0xff, 0xfe, 0x0a])]), "");
    const down = 'const n = "n".repeat(200); for (let i = 0; i < 30; i++) { fs.mkdirSync(n); process.chdir(n); }';
    execFileSync(process.execPath, ["-e", down], { cwd: path("work") });
    expect(actor.removeTree(path("work"))).toEqual({ ok: true, value: null });
    expect(existsSync(path("work"))).toBe(false);
  });

  it("reads the end of a file, and not through a link or a FIFO", () => {
    writeFileSync(path("log"), "first\nlast\n");
    symlinkSync("log", path("link"));
    expect(actor.readTail(path("log"), 5)).toEqual({ ok: true, value: "last\n" });
    expect(actor.readTail(path("log"), 500)).toEqual({ ok: true, value: "first\nlast\n" });
    expect(actor.readTail(path("link"), 5)).toMatchObject({ error: { code: "loop" } });
    expect(actor.readTail(path("nothing"), 5)).toMatchObject({ error: { code: "missing" } });
  });

  it("says whether there is such a process", () => {
    expect(actor.kill(process.pid, 0)).toBe(true);
    expect(actor.kill(2 ** 30, 0)).toBe(false);
  });
});
