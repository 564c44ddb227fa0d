import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { glidein } from "./command-line.ts";

const directory = mkdtempSync(join(tmpdir(), "stage-command-"));
const www = join(directory, "www");
const pool = join(directory, "pool");
let key: string;
beforeAll(async () => {
  mkdirSync(www);
  writeFileSync(join(www, "condor.tar.gz"), "a release");
  key = (await glidein(["stage", "keygen", pool])).stdout.trim();
});
afterAll(() => rmSync(directory, { recursive: true }));
const create = (...options: readonly string[]) =>
  glidein(["stage", "create", www, "--key", `${pool}.key`, "--condor", "condor.tar.gz", ...options]);

it("keygen overwrites no key, and leaves no half of a pair", async () => {
  const again = await glidein(["stage", "keygen", pool]);
  expect([again.status, again.stdout]).toEqual([64, ""]);
  expect(again.stderr).toContain("pool.key: it is there already, and a key is never overwritten");
  writeFileSync(join(directory, "half.pub"), "");
  expect((await glidein(["stage", "keygen", join(directory, "half")])).status).toBe(64);
  expect(readdirSync(directory)).not.toContain("half.key");
});

describe("stage create", () => {
  it("publishes nothing that every glidein would refuse", async () => {
    expect((await create()).status).toBe(0);
    const before = readFileSync(join(www, "manifest.json"), "utf8");
    for (const [options, status, says] of [
      [["--set", "GLIDEIN_Max_Idle=abc"], 78, /GLIDEIN_Max_Idle \(--set\): "abc" is not a value of this setting/u],
      [["--expires", "0"], 64, /--expires: it is no duration above 0/u],
      [["--condor", "amd64=condor.tar.gz"], 64, /expected: x86_64 or aarch64/u],
      [["--key", `${pool}.pub`], 64, /pool\.pub: it is no private Ed25519 key/u],
      [["--key", directory], 64, /it is a directory/u],
    ] as const) {
      const refused = await create(...options);
      expect(refused.stderr).toMatch(says);
      expect([refused.status, refused.stdout]).toEqual([status, ""]);
    }
    expect(readFileSync(join(www, "manifest.json"), "utf8")).toBe(before);
    expect(readdirSync(www).toSorted()).toEqual(["condor.tar.gz", "manifest.json"]);
  });

  it("warns of a name that is no setting", async () => {
    const { status, stderr } = await create("--set", "GLIDEIN_Max_Idel=60");
    expect(status).toBe(0);
    expect(stderr).toContain("did you mean GLIDEIN_Max_Idle?");
  });
});

it.each(["", "/", "no-key"])("verify believes no key such as %j", async (text) => {
  const { status, stderr } = await glidein(["stage", "verify", www, "--stage-key", text]);
  expect(status).toBe(64);
  expect(stderr).toContain("--stage-key: it is not a key");
  expect((await glidein(["stage", "verify", www, "--stage-key", key])).status).toBe(0);
  expect((await glidein(["stage", "verify", www, "--stage-key", `${pool}.pub`])).status).toBe(0);
});
