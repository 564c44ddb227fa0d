import { describe, expect, it } from "vitest";
import { MemoryHost, type MemoryNode } from "../../../src/host/memory-host.ts";
import type { Facts } from "../../../src/model/facts.ts";
import { ok } from "../../../src/model/result.ts";
import { probeAccount, probeLibc } from "../../../src/probe/site/account.ts";
import { probeCertificates } from "../../../src/probe/site/certificates.ts";
import { probeCvmfsHealth } from "../../../src/probe/site/cvmfs-health.ts";
import { probeDenylist } from "../../../src/probe/site/denylist.ts";
import { probeSite } from "../../../src/probe/site/index.ts";
import { leftDirectories } from "../../../src/probe/site/left-directories.ts";
import { leftProcesses } from "../../../src/probe/site/left-processes.ts";
import { settingsWith } from "../../decide/settings-with.ts";
import { revocationList } from "../../parse/site/revocation-list.ts";
import { commandResult } from "../../rig/command-result.ts";
import { blank } from "../../validation/blank-facts.ts";

const now = 1_800_000_000;
const answers =
  (status: number, stdout = ""): NonNullable<MemoryNode["command"]> =>
  () =>
    ok(commandResult({ status, stdout }));

describe("the account", () => {
  const nameless = { uid: 1234, name: null };
  it("is known when it has a name", async () => {
    expect(await probeAccount(new MemoryHost(), { uid: 1234, name: "pilot" })).toBe(true);
  });
  it("is unknown only when the node's own program says so", async () => {
    expect(await probeAccount(new MemoryHost({ command: answers(2) }), nameless)).toBe(false);
    expect(await probeAccount(new MemoryHost({ command: answers(1) }), nameless)).toBeNull();
    expect(await probeAccount(new MemoryHost(), nameless)).toBeNull();
    expect(await probeAccount(new MemoryHost({ command: answers(2) }), { uid: null, name: null })).toBeNull();
  });
});

describe("the C library", () => {
  it("is what getconf says, or unknown", async () => {
    expect(await probeLibc(new MemoryHost({ command: answers(0, "glibc 2.36\n") }))).toEqual({
      name: "glibc",
      version: "2.36",
    });
    expect(await probeLibc(new MemoryHost({ command: answers(1, "undefined\n") }))).toBeNull();
  });
});

describe("the CA directory", () => {
  const setting = (path?: string) => settingsWith(path === undefined ? {} : { X509_CERT_DIR: path }).X509_CERT_DIR;

  it("is counted, and its lists are read one by one", async () => {
    const host = new MemoryHost({
      now,
      files: {
        "/ca/1.0": "x",
        "/ca/1.signing_policy": "x",
        "/ca/2.pem": "x",
        "/ca/1.r0": revocationList({ nextUpdate: now - 50, form: "pem" }),
        "/ca/2.r0": revocationList({ nextUpdate: now - 500, form: "der" }),
        "/ca/3.r0": revocationList({ nextUpdate: now + 5, form: "pem" }),
        "/ca/4.r0": "broken",
        "/ca/5.r0": { failure: { code: "denied", what: "permission denied" } },
      },
    });
    expect(await probeCertificates(host, setting("/ca"))).toEqual({
      path: "/ca",
      from: "--set X509_CERT_DIR",
      exists: true,
      authorities: 2,
      lists: 5,
      expired: [
        { file: "2.r0", at: now - 500 },
        { file: "1.r0", at: now - 50 },
      ],
      expiredCount: 2,
      unknown: [
        { what: "4.r0", why: "it is neither a PEM block X509 CRL nor DER" },
        { what: "5.r0", why: "permission denied" },
      ],
    });
  });

  it("may be missing", async () => {
    expect(await probeCertificates(new MemoryHost(), setting())).toMatchObject({ exists: false, from: "default" });
  });
});

describe("a denylist", () => {
  it("is read when the settings name one", async () => {
    const host = new MemoryHost({ files: { "/deny": "wn1\n" } });
    expect(await probeDenylist(host, "/deny")).toEqual({ path: "/deny", entries: ["wn1"], problem: "" });
    expect(await probeDenylist(host, "/no")).toEqual({ path: "/no", entries: [], problem: "it does not exist" });
    expect(await probeDenylist(host, null)).toBeNull();
  });
});

describe("directories of dead pilots", () => {
  const boot = "/proc/sys/kernel/random/boot_id";
  const lease = (pid: number, startTicks: number): string =>
    JSON.stringify({
      schema: "glidein.lease/1",
      name: "g",
      host: "wn",
      bootId: "b1",
      pidNamespace: "pid:[1]",
      holders: [{ pid, startTicks }],
      madeAt: 1,
    });
  const stat = (ticks: number): string => `77 (x y) S 1 77 77 0 -1 ${"0 ".repeat(13)}${ticks} 0`;
  const common = {
    "/proc/sys/kernel/hostname": "wn\n",
    [boot]: "b1\n",
    "/proc/self/ns/pid": { link: "pid:[1]" },
    "/proc/77/stat": stat(500),
  };

  it("are those whose lease names no process that lives", async () => {
    const files = {
      ...common,
      "/tmp/glidein-dead/lease.json": lease(78, 500),
      "/tmp/glidein-alive/lease.json": lease(77, 500),
      "/tmp/glidein-reused/lease.json": lease(77, 400),
      "/tmp/glidein-new/x": "",
      "/tmp/other/lease.json": lease(78, 1),
    };
    const found = await leftDirectories(new MemoryHost({ now, files, uid: 5 }), ["/tmp", "/tmp"]);
    expect(found).toEqual([
      { path: "/tmp/glidein-dead", uid: 5, why: "its lease names no process that lives" },
      { path: "/tmp/glidein-reused", uid: 5, why: "its lease names no process that lives" },
    ]);
  });

  it("of GlideinWMS are those whose lease is old, or that were silent for ten days", async () => {
    const files = Object.fromEntries(["fresh", "stale"].map((name) => [`/tmp/glide_${name}/_GLIDE_LEASE_FILE`, ""]));
    const hour = 3600;
    const stats = {
      "/tmp/glide_fresh/_GLIDE_LEASE_FILE": { modified: now - 60 },
      "/tmp/glide_stale/_GLIDE_LEASE_FILE": { modified: now - 3 * hour },
      "/tmp/glide_week": { modified: now - 7 * 24 * hour },
      "/tmp/osgvo-pilot-old": { modified: now - 20 * 24 * hour },
      "/tmp/rootfs-1": { modified: now - 50 * hour },
      "/tmp/rootfs-2": { modified: now - hour },
    };
    const directories = [
      "/tmp/glide_week",
      "/tmp/osgvo-pilot-old",
      "/tmp/rootfs-1",
      "/tmp/rootfs-2",
      "/tmp/rootfs-timeless",
    ];
    const found = await leftDirectories(new MemoryHost({ now, files, stats, directories }), ["/tmp"]);
    expect(found.map(({ path, why }) => `${path}: ${why}`)).toEqual([
      "/tmp/glide_stale: its lease was not renewed for 3 h",
      "/tmp/osgvo-pilot-old: nothing was made in it for 480 h",
      "/tmp/rootfs-1: nothing was made in it for 50 h",
    ]);
  });
});

describe("processes of dead pilots", () => {
  const process = (pid: number, name: string, parent: number, cwd = "/"): MemoryNode["files"] => ({
    [`/proc/${pid}/stat`]: `${pid} (${name}) S ${parent} ${pid} ${pid} 0 -1 ${"0 ".repeat(13)}9 0`,
    [`/proc/${pid}/cwd`]: { link: cwd },
  });
  const node = (uid: number | null): MemoryHost =>
    new MemoryHost({
      uid,
      files: {
        ...process(1, "init", 0),
        ...process(10, "condor_master", 1),
        ...process(11, "condor_startd", 10),
        ...process(20, "condor_startd", 1),
        ...process(21, "condor_starter", 20),
        ...process(30, "sleep) x (", 1, "/tmp/glide_a/execute/dir_30 (deleted)"),
        ...process(31, "sleep", 1, "/home/a (deleted)"),
        "/proc/99/stat": "nonsense",
        "/proc/self/stat": "x",
      },
      stats: { "/proc/1": { uid: 0 }, "/proc/10": { uid: 0 }, "/proc/11": { uid: 0 } },
    });

  it("are daemons without their master, and whoever works in a removed directory", async () => {
    expect(await leftProcesses(node(1000), 1000)).toEqual([
      { pid: 30, name: "sleep) x (", why: "it works in /tmp/glide_a/execute/dir_30 (deleted)" },
      { pid: 20, name: "condor_startd", why: "its condor_master is gone" },
    ]);
  });

  it("of other accounts are not ours to judge, except for root", async () => {
    expect(await leftProcesses(node(1000), 2000)).toEqual([]);
    expect((await leftProcesses(node(0), 0)).map(({ pid }) => pid)).toEqual([30, 20]);
  });
});

describe("CVMFS clients", () => {
  const cvmfs = (mounted: boolean): Facts["cvmfs"] => ({
    repositories: [{ name: "a.b", mounted, revision: 1, problem: "" }],
  });
  const statfs = { "/cvmfs/a.b": { freeMiB: 1, totalMiB: 4000, freeInodes: null, totalInodes: null } };

  it("tell their counters, and the size of their cache", async () => {
    const host = new MemoryHost({ command: answers(0, "nioerr=0\nexpires=2\n"), statfs });
    const { repositories } = await probeCvmfsHealth(host, cvmfs(true));
    expect(repositories[0]?.health).toMatchObject({ ioErrors: 0, expiresMinutes: 2, cacheMiB: 4000, maxFiles: null });
  });

  it("are not asked when they are not mounted, and may say nothing", async () => {
    expect((await probeCvmfsHealth(new MemoryHost({ statfs }), cvmfs(false))).repositories[0]).not.toHaveProperty(
      "health",
    );
    expect((await probeCvmfsHealth(new MemoryHost(), cvmfs(true))).repositories[0]?.health).toBeNull();
  });
});

describe("the site", () => {
  it("is whole where it is live or recorded, and not in a composed tree", async () => {
    const look = (node: MemoryNode) => probeSite(new MemoryHost(node), settingsWith(), blank.user, blank.storage);
    expect((await look({})).complete).toBe(true);
    expect((await look({ mode: "tree", pid: 7 })).complete).toBe(true);
    expect((await look({ mode: "tree", pid: null })).complete).toBe(false);
  });
});
