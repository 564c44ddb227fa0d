// The same node as a directory of this machine, as a recording of it and in memory: probes must not see a difference.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Host, Read } from "../../src/host/host.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { RecordingHost } from "../../src/host/recording-host.ts";
import { TreeHost } from "../../src/host/tree-host.ts";
import { commandResult } from "../rig/command-result.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "glidein-hosts-"));
  const root = join(directory, "root");
  mkdirSync(join(root, "etc/empty"), { recursive: true });
  mkdirSync(join(root, "features"));
  writeFileSync(join(root, "etc/hostname"), "wn042\n");
  writeFileSync(join(root, "etc/binary"), Buffer.from([0xff, 0, 0x80, 10]));
  writeFileSync(join(root, "features/total_cpu"), "8\n");
  chmodSync(join(root, "features/total_cpu"), 0o755);
  symlinkSync("hostname", join(root, "etc/name"));
  symlinkSync("/etc", join(root, "features/etc"));
  symlinkSync("round", join(root, "etc/round"));
  symlinkSync("/gone", join(root, "etc/dangling"));
});
afterAll(() => rmSync(directory, { recursive: true }));

const memory = (): MemoryHost =>
  new MemoryHost({
    mode: "tree",
    files: {
      "/etc/hostname": "wn042\n",
      "/etc/binary": Buffer.from([0xff, 0, 0x80, 10]),
      "/features/total_cpu": "8\n",
      "/etc/name": { link: "hostname" },
      "/features/etc": { link: "/etc" },
      "/etc/round": { link: "round" },
      "/etc/dangling": { link: "/gone" },
    },
    directories: ["/etc/empty"],
    modes: { "/features/total_cpu": 0o755 },
  });
const tree = (): TreeHost => new TreeHost({ root: join(directory, "root"), env: {}, now: 1000 });

/** What a probe can tell: the value, or the code of the failure. */
const told = (read: Read<unknown>): unknown => (read.ok ? read.value : `(${read.error.code})`);

async function everything(host: Host): Promise<Readonly<Record<string, unknown>>> {
  const paths = [
    "/etc/hostname",
    "/etc/binary",
    "/etc/name",
    "/etc/round",
    "/etc/dangling",
    "/etc/empty",
    "/etc/nothing",
    "/features/total_cpu",
    "/features/etc",
    "/",
  ];
  const seen: Record<string, unknown> = {};
  for (const path of paths) {
    seen[`text ${path}`] = told(await host.readText(path));
    seen[`cut ${path}`] = told(await host.readText(path, 2));
    seen[`list ${path}`] = told(await host.list(path));
    for (const follow of [true, false]) {
      const status = await host.stat(path, { follow });
      seen[`stat ${path} ${follow}`] = status.ok ? status.value.type : `(${status.error.code})`;
    }
  }
  seen["link"] = told(await host.readlink("/etc/name"));
  seen["executable"] = told(await host.access("/features/total_cpu", 1));
  seen["not executable"] = told(await host.access("/etc/hostname", 1));
  seen["below a file"] = told(await host.readText("/etc/hostname/x"));
  return seen;
}

describe("hosts", () => {
  it("in memory and in a tree say the same", async () => {
    expect(await everything(memory())).toEqual(await everything(tree()));
  });

  it("say the same again when they are replayed, also what failed", async () => {
    for (const [name, host] of [
      ["of-tree", tree()],
      ["of-memory", memory()],
    ] as const) {
      const recording = new RecordingHost(host);
      const first = await everything(recording);
      const into = join(directory, name);
      mkdirSync(into);
      recording.write(into);
      expect(await everything(new TreeHost({ root: into }))).toEqual(first);
    }
  });

  it("are replayed with the clock, the account, the commands and the network of the node", async () => {
    const node = new MemoryHost({
      env: { HOME: "/home/ada", AUTH_TOKEN: "hush" },
      now: 1_800_000_123,
      random: 0.25,
      uid: 1042,
      files: { "/x": "1" },
      command: ({ argv }) => ({ ok: true, value: commandResult({ stdout: argv.join(" ") }) }),
      names: { "cm.example.org": ["192.0.2.1"] },
      listening: ["cm.example.org:9618"],
    });
    const recording = new RecordingHost(node);
    const ask = async (host: Host) => ({
      now: host.now(),
      random: host.random(),
      identity: host.identity(),
      command: told(await host.command({ argv: ["uname", "-r"], timeoutMs: 1 })),
      names: told(await host.resolve("cm.example.org", 1)),
      unknown: told(await host.resolve("nowhere.example.org", 1)),
      connected: told(await host.connect("cm.example.org", 9618, 1)),
      refused: told(await host.connect("cm.example.org", 1, 1)),
      secret: await host.secret("token", async () => ({ expiresAt: 5 })),
      home: host.env["HOME"],
    });
    const first = await ask(recording);
    const into = join(directory, "replayed");
    mkdirSync(into);
    recording.write(into);
    const replayed = new TreeHost({ root: into });
    expect(await ask(replayed)).toEqual(first);
    expect(first).toMatchObject({ now: 1_800_000_123, identity: { uid: 1042 }, home: "/home/ada" });
    expect(spawnSync("grep", ["-rl", "hush", into]).stdout.toString()).toBe("");
    expect(await replayed.command({ argv: ["rm", "-rf", "/"], timeoutMs: 1 })).toMatchObject({
      error: { code: "not-recorded" },
    });
  });
});
