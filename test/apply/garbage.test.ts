import { spawn } from "node:child_process";
import {
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
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claimDirectory } from "../../src/apply/claim-directory.ts";
import { collectGarbage } from "../../src/apply/garbage.ts";
import { leaseFile, leaseFor, writeLease } from "../../src/apply/lease.ts";
import { Actor } from "../../src/host/actor.ts";
import { LiveHost } from "../../src/host/live-host.ts";
import { claimName, type Lease, parseLease } from "../../src/parse/lease.ts";

const host = new LiveHost({ env: {} });
const actor = new Actor();
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "glidein-garbage-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A work directory whose lease is what a process of now would write, but for these fields. */
async function leased(name: string, pids: readonly number[], change: Partial<Lease> = {}): Promise<string> {
  const work = join(directory, `glidein-${name}`);
  mkdirSync(work);
  await writeLease(host, actor, work, name, pids);
  const lease = parseLease(readFileSync(join(work, leaseFile), "utf8"));
  writeFileSync(join(work, leaseFile), JSON.stringify({ ...lease, ...change }));
  return work;
}

async function deadProcess(): Promise<number> {
  const child = spawn("/bin/true");
  await new Promise((ended) => child.once("exit", ended));
  return child.pid ?? 0;
}

const collected = async (dryRun = false) =>
  (await collectGarbage(host, actor, [directory, directory], dryRun)).map(({ name, outcome }) => [name, outcome]);

describe("collectGarbage", () => {
  it("removes what a dead glidein left, once, and says so before", async () => {
    const work = await leased("dead", [await deadProcess()]);
    expect(await collected(true)).toEqual([["dead", "would-remove"]]);
    expect(actor.exists(work)).toBe(true);
    expect(await collected()).toEqual([["dead", "removed"]]);
    expect(actor.exists(work)).toBe(false);
    expect(await collected()).toEqual([]);
  });

  it("does not touch a living one, though only one of its processes lives", async () => {
    await leased("alive", [process.pid]);
    await leased("half", [await deadProcess(), process.pid]);
    expect(await collected()).toEqual([]);
  });

  it("is not deceived by a process id that somebody else has now", async () => {
    await leased("reused", [], { holders: [{ pid: process.pid, startTicks: 1 }] });
    expect(await collected()).toEqual([["reused", "removed"]]);
  });

  it("removes what was left before the node was booted, and leaves other machines' and containers' alone", async () => {
    await leased("rebooted", [process.pid], { bootId: "another" });
    await leased("elsewhere", [], { bootId: "another", host: "another" });
    await leased("container", [], { pidNamespace: "pid:[1]" });
    expect(await collected()).toEqual([["rebooted", "removed"]]);
  });

  it("leaves alone what has no whole lease, is no directory, or has another name", async () => {
    for (const [name, text] of [
      ["none", null],
      ["empty", ""],
      ["half", '{"schema":"glidein.lease/1","name":"x"'],
      ["other", "[]"],
      ["future", '{"schema":"glidein.lease/2"}'],
    ] as const) {
      const work = join(directory, `glidein-${name}`);
      mkdirSync(work);
      if (text !== null) writeFileSync(join(work, leaseFile), text);
    }
    writeFileSync(join(directory, "glidein-file"), "");
    const dead = await leased("dead", [await deadProcess()]);
    actor.rename(dead, join(directory, "of-somebody"));
    symlinkSync(join(directory, "of-somebody"), join(directory, "glidein-link"));
    expect(await collected()).toEqual([]);
  });

  it("removes what was killed before it could write its lease, and waits for one that lives", async () => {
    const lease = await leaseFor(host, "early", [process.pid]);
    const alive = claimName("new", lease, "aa") ?? "";
    const dead = claimName("new", { ...lease, holders: [{ pid: await deadProcess(), startTicks: 1 }] }, "bb") ?? "";
    for (const name of [alive, dead]) mkdirSync(join(directory, name));
    expect(await collected()).toEqual([[dead, "removed"]]);
    expect(actor.exists(join(directory, alive))).toBe(true);
  });

  it("is never met by a directory that is being made", async () => {
    const made = await claimDirectory(host, actor, directory, "new");
    expect(made.ok && readdirSync(made.value)).toEqual([leaseFile]);
    expect(readdirSync(directory)).toEqual([made.ok && basename(made.value)]);
    expect(made.ok && statSync(made.value).mode & 0o777).toBe(0o700);
    expect(await collected()).toEqual([]);
    expect((await claimDirectory(host, actor, join(directory, "nowhere"), "new")).ok).toBe(false);
  });

  it("finds nothing where there is nothing", async () => {
    expect(await collectGarbage(host, actor, [join(directory, "nowhere"), "/proc/1/fd"], false)).toEqual([]);
  });
});
