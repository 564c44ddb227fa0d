// Caches that cannot be believed, and places that cannot be used.
import * as fs from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Rig, type Server, serve } from "./rig.ts";

let rig: Rig;
let server: Server;
beforeEach(async () => {
  rig = new Rig();
  rig.addTools("curl");
  server = await serve();
});
afterEach(() => {
  rig.remove();
  server.close();
});

const isRoot = process.getuid?.() === 0;
const start = (more: Readonly<Record<string, string>> = {}): ReturnType<Rig["run"]> =>
  rig.run(["facts"], { GLIDEIN_Runtime_URL: server.url, ...more });
const times = (path: string): void => fs.utimesSync(path, 1_700_000_000, 1_700_000_000);

describe("a runtime in the cache", () => {
  beforeEach(async () => {
    rig.fillCache();
    times(rig.cachedRuntime);
    expect((await start()).status).toBe(0);
    expect(server.requests).toEqual([]);
  });

  const faults: readonly (readonly [string, () => void])[] = [
    ["cut short", () => fs.truncateSync(rig.cachedRuntime, 1000)],
    ["empty", () => fs.truncateSync(rig.cachedRuntime, 0)],
    [
      "altered, with its size and times as before",
      () => {
        const bytes = fs.readFileSync(rig.cachedRuntime);
        bytes[bytes.length - 5] = 65;
        fs.writeFileSync(rig.cachedRuntime, bytes);
        times(rig.cachedRuntime);
      },
    ],
    [
      "replaced by a link",
      () => {
        fs.renameSync(rig.cachedRuntime, join(rig.directory, "elsewhere"));
        fs.symlinkSync(join(rig.directory, "elsewhere"), rig.cachedRuntime);
      },
    ],
    [
      "a directory",
      () => {
        fs.rmSync(rig.cachedRuntime);
        fs.mkdirSync(rig.cachedRuntime);
      },
    ],
    ["open to others", () => fs.chmodSync(rig.cachedRuntime, 0o777)],
    ...(isRoot ? [["somebody else's", () => fs.chownSync(rig.cachedRuntime, 12_345, 12_345)] as const] : []),
  ];
  it.each(faults)("is fetched again when it is %s", async (_what, spoil) => {
    spoil();
    expect((await start()).status).toBe(0);
    expect(server.requests).toHaveLength(1);
    expect((await start()).status).toBe(0);
    expect(server.requests).toHaveLength(1);
  });

  it("is not believed for a note that was written for another file", async () => {
    fs.truncateSync(rig.cachedRuntime, 1000);
    const note = fs.readFileSync(`${rig.cachedRuntime}.ok`, "utf8");
    fs.writeFileSync(`${rig.cachedRuntime}.ok`, `${note.split(" ")[0] ?? ""} 1 2 3 4\n`);
    expect((await start()).status).toBe(0);
    expect(server.requests).toHaveLength(1);
  });
});

it("unpacks the program again when it was altered", async () => {
  rig.fillCache();
  expect((await start()).status).toBe(0);
  const [program = ""] = fs.readdirSync(rig.own).filter((name) => name.endsWith(".cjs"));
  const whole = fs.readFileSync(join(rig.own, program));
  fs.writeFileSync(join(rig.own, program), "console.log('not ours')");
  const done = await start();
  expect(done.status).toBe(0);
  expect(done.stdout).not.toContain("not ours");
  expect(fs.readFileSync(join(rig.own, program))).toEqual(whole);
});

describe("a place for the cache", () => {
  // Where it goes instead; in a directory of the test's, which is where the launcher is started.
  const instead = (): boolean => fs.readdirSync(other).length > 0;
  let other: string;
  beforeEach(() => {
    other = join(rig.directory, "tmp");
    fs.mkdirSync(other, { mode: 0o700 });
  });
  const places: readonly (readonly [string, () => void])[] = [
    ["a link that somebody planted", () => fs.symlinkSync("/etc", rig.own)],
    ["a link to nowhere", () => fs.symlinkSync("/no/such", rig.own)],
    ["open to everybody", () => (fs.mkdirSync(rig.own), fs.chmodSync(rig.own, 0o777))],
    ["a file", () => fs.writeFileSync(rig.own, "")],
    ["in a directory where others may rename it", () => fs.chmodSync(rig.cache, 0o777)],
    ["below a file", () => (fs.rmdirSync(rig.cache), fs.writeFileSync(rig.cache, ""))],
    ...(isRoot
      ? [["somebody else's", () => (fs.mkdirSync(rig.own, 0o700), fs.chownSync(rig.own, 12_345, 12_345))] as const]
      : []),
  ];
  it.each(places)("is not used when it is %s", async (_what, spoil) => {
    spoil();
    const before = fs.readdirSync(rig.directory).toSorted();
    const done = await start({ GLIDEIN_NODE: process.execPath });
    expect(done.status).toBe(0);
    expect(fs.readdirSync(rig.directory).toSorted()).toEqual(before);
    expect(instead()).toBe(false);
    expect(fs.existsSync(rig.cachedRuntime)).toBe(false);
  });
});

it("forgets what was not used for long", async () => {
  rig.fillCache();
  const old = (name: string): void => {
    for (const suffix of ["", ".ok", ".ran", ".used"]) {
      fs.writeFileSync(join(rig.own, name + suffix), "");
      times(join(rig.own, name + suffix));
    }
  };
  old("node-22.0.0-linux-x64-000000000000");
  old("glidein-0.9-000000000000.cjs");
  fs.writeFileSync(join(rig.own, ".part.99999999"), "");
  times(join(rig.own, ".part.99999999"));
  expect((await start()).status).toBe(0);
  expect(fs.readdirSync(rig.own).filter((name) => name.includes("000000000000") || name.startsWith("."))).toEqual([]);
});
