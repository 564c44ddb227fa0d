import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unpack } from "../../src/apply/unpack.ts";
import { Actor } from "../../src/host/actor.ts";
import { type TarEntry, tarBytes } from "../rig/tar-bytes.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "glidein-unpack-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function unpacked(bytes: Uint8Array, signal?: AbortSignal): Promise<string> {
  const archive = join(directory, "archive");
  writeFileSync(archive, bytes);
  const done = await unpack(new Actor(), archive, join(directory, "into"), signal);
  return done.ok ? "ok" : `${done.error.code}: ${done.error.problem}`;
}
const entries = (...list: readonly TarEntry[]): Promise<string> => unpacked(tarBytes(list));
/** What is in the directory beside the archive. */
const made = (): string[] => readdirSync(directory).filter((name) => name !== "archive");

const release: readonly TarEntry[] = [
  { path: "condor/", type: "directory" },
  { path: "condor/sbin/condor_master", mode: 0o755, content: "#!/bin/sh\n" },
  { path: "condor/lib/libcondor.so.1", content: "elf" },
  { path: "condor/lib/libcondor.so", type: "symlink", target: "libcondor.so.1" },
  { path: "condor/bin/master", type: "symlink", target: "../sbin/condor_master" },
  { path: "condor/sbin/again", type: "link", target: "condor/sbin/condor_master" },
];

describe("unpack", () => {
  it("unpacks a release, plain or compressed", async () => {
    for (const bytes of [tarBytes(release), gzipSync(tarBytes(release)), zstdCompressSync(tarBytes(release))]) {
      expect(await unpacked(bytes)).toBe("ok");
      expect(made()).toEqual(["into"]);
      const master = join(directory, "into/condor/bin/master");
      expect(readFileSync(master, "utf8")).toBe("#!/bin/sh\n");
      expect(statSync(master).mode & 0o777).toBe(0o755);
      rmSync(join(directory, "into"), { recursive: true });
    }
  });

  it("refuses every way out of the directory, and keeps nothing", async () => {
    const good: TarEntry = { path: "condor/README", content: "x" };
    for (const bad of [
      { path: "../escaped", content: "x" },
      { path: "/absolute", content: "x" },
      { path: "condor/../../escaped", content: "x" },
      { path: "condor/up", type: "symlink", target: "../../etc" },
      { path: "condor/root", type: "symlink", target: "/etc" },
      { path: "condor/hard", type: "link", target: "../../../etc/passwd" },
      { path: "condor/hard", type: "link", target: "/etc/passwd" },
    ] as const) {
      expect(await entries(good, bad)).toMatch(/^ARCHIVE_REFUSED: .*leads out/u);
      expect(made()).toEqual([]);
    }
    expect(existsSync(join(directory, "../escaped"))).toBe(false);
  });

  it("does not write through a link of its own", async () => {
    const outside = mkdtempSync(join(tmpdir(), "glidein-outside-"));
    await entries(
      { path: "condor/here", type: "symlink", target: "." },
      { path: "condor/here/../../../x", content: "x" },
    );
    expect(await entries({ path: "d", type: "symlink", target: outside }, { path: "d/x", content: "x" })).toMatch(
      /^ARCHIVE_REFUSED/u,
    );
    expect(readdirSync(outside)).toEqual([]);
    rmSync(outside, { recursive: true });
  });

  it("refuses special bits and special files", async () => {
    for (const mode of [0o4755, 0o2755, 0o6755])
      expect(await entries({ path: "condor/x", mode, content: "x" })).toMatch(/^ARCHIVE_REFUSED: .*setuid or setgid/u);
    for (const type of ["character-device", "fifo"] as const)
      expect(await entries({ path: "condor/x", type })).toMatch(/^ARCHIVE_REFUSED: .*is of type/u);
    expect(made()).toEqual([]);
  });

  it("refuses what claims to be larger than anything it should be", async () => {
    expect(await entries({ path: "bomb", content: "x", claimedSize: 2 ** 34 })).toMatch(/^ARCHIVE_REFUSED: .*8 GiB/u);
    expect(made()).toEqual([]);
  });

  it("says that it is broken when it ends early, is none, or is empty", async () => {
    const whole = tarBytes([{ path: "condor/big", content: Buffer.alloc(100_000, 7) }]);
    for (const bytes of [
      whole.subarray(0, 50_000),
      gzipSync(whole).subarray(0, 60),
      Buffer.from("<html>not found</html>"),
      Buffer.alloc(0),
      Buffer.alloc(4096),
      gzipSync(""),
    ]) {
      expect(await unpacked(bytes)).toMatch(/^ARCHIVE_BROKEN/u);
      expect(made()).toEqual([]);
    }
  });

  it("says when the archive or the place is not there", async () => {
    const actor = new Actor();
    const missing = await unpack(actor, join(directory, "none"), join(directory, "into"));
    expect(missing).toMatchObject({ ok: false, error: { code: "ARCHIVE_BROKEN" } });
    writeFileSync(join(directory, "archive"), tarBytes(release));
    const nowhere = await unpack(actor, join(directory, "archive"), join(directory, "no/such/into"));
    expect(nowhere).toMatchObject({ ok: false, error: { code: "WORK_DIRECTORY" } });
    expect(made()).toEqual([]);
  });

  it("ends when a stop signal comes", async () => {
    expect(await unpacked(tarBytes(release), AbortSignal.abort())).toMatch(/^ARCHIVE_BROKEN/u);
    expect(made()).toEqual([]);
  });

  it("neither throws nor leaves anything for any bytes", async () => {
    const whole = gzipSync(tarBytes(release));
    const damaged = fc
      .tuple(fc.nat(whole.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.boolean())
      .map(([at, noise, plain]) => {
        const bytes = Buffer.from(plain ? tarBytes(release) : whole);
        bytes.set(noise.subarray(0, bytes.length - at), at);
        return bytes;
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 3000 }), damaged), async (bytes) => {
        const outcome = await unpacked(bytes);
        expect(outcome).toMatch(/^(?:ok|ARCHIVE_BROKEN|ARCHIVE_REFUSED)/u);
        expect(made()).toEqual(outcome === "ok" ? ["into"] : []);
        rmSync(join(directory, "into"), { recursive: true, force: true });
      }),
      { numRuns: 60 },
    );
  });
});
