import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sif } from "../../src/host/probe-image/sif.ts";
import { squashfs } from "../../src/host/probe-image/squashfs.ts";
import { probeTree } from "../../src/host/probe-image/tree.ts";
import { openProbeImage, probeImageParents, proofToken, writeProbeSandbox } from "../../src/host/probe-image.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "probe-image-test-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

describe("the probe image on disk", () => {
  it("is in the first directory that takes it, and is gone when closed", () => {
    const image = openProbeImage(0.5, [join(parent, "none"), parent]);
    if ("problem" in image) throw new Error(image.problem);
    expect(image.directory.startsWith(`${parent}/glidein-image-${process.pid}-`)).toBe(true);
    expect(readdirSync(image.directory)).toEqual(["cache", "hider", "home", "image", "image.sif", "tmp", "token"]);
    expect(readFileSync(join(image.directory, "token"), "utf8")).toBe(image.token);
    expect(statSync(join(image.directory, "image/probe")).mode & 0o777).toBe(0o755);
    expect(readdirSync(join(image.directory, "image"))).toEqual(
      expect.arrayContaining(["dev", "exit_37", "get_user_ns", "proc", "token"]),
    );
    image.close();
    expect(readdirSync(parent)).toEqual([]);
  });

  it("takes with it what was started in it and went into a session of its own", async () => {
    const image = openProbeImage(0.5, [parent]);
    if ("problem" in image) throw new Error(image.problem);
    const here = spawn("sleep", ["100"], { cwd: image.directory, detached: true, stdio: "ignore" });
    const elsewhere = spawn("sleep", ["100"], {
      cwd: "/",
      env: { PATH: "/usr/bin:/bin", HOME: `${image.directory}/home` },
      detached: true,
      stdio: "ignore",
    });
    const other = spawn("sleep", ["100"], { cwd: "/", detached: true, stdio: "ignore" });
    const ends = [here, elsewhere].map(
      (child) => new Promise((resolve) => child.on("exit", (_, signal) => resolve(signal))),
    );
    image.close();
    expect(await Promise.all(ends)).toEqual(["SIGKILL", "SIGKILL"]);
    expect(other.kill("SIGKILL")).toBe(true);
  });

  it("says of every directory why it did not take it", () => {
    expect(openProbeImage(0.5, [join(parent, "a"), "/proc"])).toEqual({
      problem: expect.stringMatching(/a: it does not exist; \/proc: /u),
    });
  });

  it("has a token that is the same for the same draw only", () => {
    expect(proofToken(0.1)).toBe(proofToken(0.1));
    expect(proofToken(0.1)).not.toBe(proofToken(0.100000001));
    expect(proofToken(0)).toMatch(/^glidein-[0-9a-z]+$/u);
  });

  it("goes where the batch system wants files first", () => {
    expect(probeImageParents({ TMPDIR: "/scratch/1", _CONDOR_SCRATCH_DIR: "relative" })[0]).toBe("/scratch/1");
    expect(probeImageParents({})[0]).toBe("/tmp");
  });

  it("is written for HTCondor once, and not over what is there", () => {
    const directory = join(parent, "sandbox");
    expect(writeProbeSandbox(directory)).toEqual({ ok: true, value: null });
    expect(existsSync(join(directory, "exit_37"))).toBe(true);
    expect(writeProbeSandbox(directory).ok).toBe(false);
  });
});

describe("the image file", () => {
  const tree = probeTree(Buffer.from("program"));

  it("is the same bytes for the same tree, in whole blocks of a file system", () => {
    const one = squashfs(tree);
    expect(one.equals(squashfs(probeTree(Buffer.from("program"))))).toBe(true);
    expect(one.length % 4096).toBe(0);
    expect(one.toString("latin1", 0, 4)).toBe("hsqs");
    expect(one.equals(squashfs(probeTree(Buffer.from("another"))))).toBe(false);
  });

  it("has the header of its processor, and is none for a processor that is not known", () => {
    const file = sif(squashfs(tree), "x64");
    expect(file?.toString("latin1", 32, 48)).toBe("SIF_MAGIC\u000001\u000002\u0000");
    expect(file?.length).toBe(8192);
    expect(file?.toString("latin1", 4096, 4100)).toBe("hsqs");
    expect(sif(squashfs(tree), "arm64")?.toString("latin1", 45, 47)).toBe("04");
    expect(sif(squashfs(tree), "s390x")).toBeNull();
  });

  it("is refused where it would not fit the simple form", () => {
    expect(() => squashfs({ large: { content: new Uint8Array(200_000), mode: 0o644 } })).toThrow("too large");
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`name-${index}`, {}]));
    expect(() => squashfs(many)).toThrow("too large");
  });
});
