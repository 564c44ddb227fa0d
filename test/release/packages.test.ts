import { spawnSync } from "node:child_process";
import { createPublicKey, verify } from "node:crypto";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import type { ArchiveEntry } from "../../scripts/release/archive-entry.ts";
import { debPackage } from "../../scripts/release/deb-package.ts";
import { npmPackage } from "../../scripts/release/npm-package.ts";
import { checksums, publicKeyOf, signatureOf, signingKey } from "../../scripts/release/signature.ts";
import { tarArchive } from "../../scripts/release/tar-archive.ts";

const directory = fs.mkdtempSync(join(tmpdir(), "glidein-release-"));
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

const time = 1_700_000_000;
const entries: readonly ArchiveEntry[] = [
  { path: "usr/bin/glidein", content: Buffer.from("#!/bin/sh\necho glidein\n"), executable: true },
  { path: "usr/share/doc/glidein/LICENSE", content: Buffer.alloc(1000, "x"), executable: false },
];
const output = (program: string, ...options: string[]): string => {
  const done = spawnSync(program, options, { encoding: "utf8", env: { ...process.env, TZ: "UTC", LC_ALL: "C" } });
  expect(done.stderr).toBe("");
  return done.stdout;
};
const written = (name: string, content: Buffer | string): string => {
  fs.writeFileSync(join(directory, name), content);
  return join(directory, name);
};

it("a tar archive has root's files, their modes, and one time", () => {
  const archive = tarArchive(entries, { time, prefix: "./", withDirectories: true });
  const listing = output("tar", "--list", "--verbose", "--full-time", "--file", written("a.tar", archive)).split("\n");
  expect(listing.filter((line) => line !== "").map((line) => line.replaceAll(/ +/gu, " "))).toEqual([
    "drwxr-xr-x root/root 0 2023-11-14 22:13:20 ./usr/",
    "drwxr-xr-x root/root 0 2023-11-14 22:13:20 ./usr/bin/",
    "drwxr-xr-x root/root 0 2023-11-14 22:13:20 ./usr/share/",
    "drwxr-xr-x root/root 0 2023-11-14 22:13:20 ./usr/share/doc/",
    "drwxr-xr-x root/root 0 2023-11-14 22:13:20 ./usr/share/doc/glidein/",
    "-rwxr-xr-x root/root 23 2023-11-14 22:13:20 ./usr/bin/glidein",
    "-rw-r--r-- root/root 1000 2023-11-14 22:13:20 ./usr/share/doc/glidein/LICENSE",
  ]);
});

it("a name that no tar header holds is refused", () => {
  const long = [{ path: "x".repeat(101), content: Buffer.alloc(0), executable: false }];
  expect(() => tarArchive(long, { time, prefix: "", withDirectories: false })).toThrow(/at most 100 bytes/u);
});

describe("a .deb", () => {
  const description = { version: "1.2.3", summary: "a summary", architecture: "arm64", time } as const;
  it("is one that dpkg reads, and the same every time", () => {
    const bytes = debPackage(description, entries);
    const file = written("a.deb", bytes);
    expect(output("dpkg-deb", "--field", file, "Package", "Version", "Architecture")).toBe(
      "Package: glidein\nVersion: 1.2.3\nArchitecture: arm64\n",
    );
    expect(output("dpkg-deb", "--contents", file)).toContain("./usr/bin/glidein");
    output("dpkg-deb", "--extract", file, join(directory, "unpacked"));
    expect(output(join(directory, "unpacked/usr/bin/glidein"))).toBe("glidein\n");
    expect(debPackage(description, entries)).toEqual(bytes);
  });
});

it("an npm package has its manifest and the command", () => {
  const manifest = { name: "glidein", version: "1.2.3", description: "d", license: "Apache-2.0", private: true };
  const file = written("a.tgz", npmPackage(manifest, entries, time));
  expect(output("tar", "-tzf", file).split("\n")).toContain("package/package.json");
  const text = output("tar", "-xzOf", file, "package/package.json");
  expect(JSON.parse(text)).toEqual(expect.objectContaining({ name: "glidein", bin: { glidein: "glidein.cjs" } }));
  expect(text).not.toContain("private");
  expect(gunzipSync(fs.readFileSync(file)).length % 512).toBe(0);
});

it("the checksums are those of sha256sum, and the signature is of them", () => {
  const sums = checksums(
    new Map([
      ["b", Buffer.from("2")],
      ["a", Buffer.from("1")],
    ]),
  );
  written("a", "1");
  written("b", "2");
  const checked = spawnSync("sha256sum", ["--check"], { input: sums, cwd: directory, encoding: "utf8" });
  expect(checked.stdout).toBe("a: OK\nb: OK\n");
  const said: string[] = [];
  const path = join(directory, "keys", "key.pem");
  const key = signingKey(path, (text) => said.push(text));
  expect(said).toHaveLength(1);
  expect(fs.statSync(path).mode & 0o777).toBe(0o600);
  const signature = signatureOf(
    sums,
    signingKey(path, (text) => said.push(text)),
  );
  expect(said).toHaveLength(1);
  expect(verify(null, Buffer.from(sums), createPublicKey(publicKeyOf(key)), signature)).toBe(true);
  expect(verify(null, Buffer.from(`${sums} `), createPublicKey(publicKeyOf(key)), signature)).toBe(false);
});
