import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Host } from "../../src/host/host.ts";
import { MemoryHost } from "../../src/host/memory-host.ts";
import { RecordingHost } from "../../src/host/recording-host.ts";
import { TreeHost } from "../../src/host/tree-host.ts";
import { commandResult } from "../rig/command-result.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-recording-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let made = 0;

/** What a look gives while it is recorded, and what it gives in the replay. */
async function twice<T>(host: Host, look: (host: Host) => Promise<T>): Promise<{ live: T; replay: T; tree: TreeHost }> {
  const recording = new RecordingHost(host);
  const live = await look(recording);
  made += 1;
  const root = join(directory, String(made));
  recording.write(root);
  const tree = new TreeHost({ root });
  expect(tree.problems).toEqual([]);
  return { live, replay: await look(tree), tree };
}

describe("a recording", () => {
  it("answers every kind of question as the node did", async () => {
    const node = new MemoryHost({
      files: {
        "/a/file": "text\n",
        "/a/link": { link: "file" },
        "/bad": { failure: { code: "timeout", what: "hangs" } },
      },
      env: { PATH: "/bin" },
      now: 1_795_402_700.25,
      random: 0.123,
      statfs: { "/a": { freeMiB: 1, totalMiB: 2, freeInodes: null, totalInodes: null } },
      names: { host: ["10.0.0.1"] },
      listening: ["host:1"],
      command: ({ argv }) => ({ ok: true, value: commandResult({ status: 3, stdout: argv.join(" ") }) }),
      fetch: () => ({
        ok: true,
        value: {
          status: 200,
          headers: { "content-type": "text/plain", "set-cookie": "x" },
          body: Buffer.from([0, 255]),
        },
      }),
    });
    const { live, replay, tree } = await twice(node, async (host) => [
      await host.readText("/a/file"),
      await host.readText("/a/../a/link"),
      await host.readText("/bad"),
      await host.readText("/missing"),
      await host.list("/a"),
      await host.list("/missing"),
      await host.stat("/a/file"),
      await host.stat("/a/link", { follow: false }),
      await host.readlink("/a/link"),
      await host.statfs("/a"),
      await host.statfs("/b"),
      await host.access("/a/file", 4),
      await host.access("/a/file", 1),
      await host.command({ argv: ["x", "y"], timeoutMs: 1 }),
      await host.command({ argv: ["x"], input: "i", timeoutMs: 1 }),
      await host.resolve("host", 1),
      await host.resolve("other", 1),
      await host.connect("host", 1, 1),
      await host.connect("host", 2, 1),
      await host.secret("k", async () => ({ seen: true })),
      [host.now(), host.random(), host.identity(), host.pid, host.env],
    ]);
    expect(replay).toEqual(live);
    const response = await tree.fetch({ url: "http://h/", timeoutMs: 1, maxBytes: 9 });
    expect(response.ok).toBe(false);
  });

  it("asks each question once, so that files that change all the time have one content", async () => {
    let reads = 0;
    class Clock extends MemoryHost {
      override async readBytes(): ReturnType<Host["readBytes"]> {
        reads += 1;
        return { ok: true, value: Buffer.from(String(reads)) };
      }
    }
    const { live, replay } = await twice(new Clock(), async (host) => [
      ...(await Promise.all([host.readText("/x"), host.readText("/x", 100)])),
      await host.readText("/x"),
    ]);
    expect(replay).toEqual(live);
    expect(new Set(live.map((read) => (read.ok ? read.value : ""))).size).toBe(1);
  });

  it("lets who needs it read again what was changing, and keeps what came in the end", async () => {
    let reads = 0;
    class Changing extends MemoryHost {
      override async readBytes(): ReturnType<Host["readBytes"]> {
        reads += 1;
        return reads === 1
          ? { ok: false, error: { code: "changed", what: "it changed" } }
          : { ok: true, value: Buffer.from("8") };
      }
    }
    const read = async (host: Host) => {
      const first = await host.readText("/x");
      return first.ok ? first : host.readText("/x");
    };
    const { live, replay } = await twice(new Changing(), read);
    expect(live).toEqual({ ok: true, value: "8" });
    expect(replay).toEqual(live);
  });

  it("keeps a file for every limit that it was read with", async () => {
    const node = new MemoryHost({ files: { "/x": "0123456789" } });
    const { live, replay } = await twice(node, async (host) => [
      await host.readText("/x", 4),
      await host.readText("/x", 100),
      await host.readText("/x", 5),
    ]);
    expect(live.map(({ ok }) => ok)).toEqual([false, true, false]);
    expect(replay.map(({ ok }) => ok)).toEqual([false, true, false]);
  });

  it("answers a fetch with what it may keep", async () => {
    const node = new MemoryHost({
      fetch: () => ({
        ok: true,
        value: {
          status: 200,
          headers: { "content-type": "text/plain", "set-cookie": "x" },
          body: Buffer.from([0, 255, 8]),
        },
      }),
    });
    const look = (url: string) => async (host: Host) => host.fetch({ url, timeoutMs: 1, maxBytes: 9 });
    const { live, replay, tree } = await twice(node, look("http://user:pw@h/p?sig=abc"));
    expect(live).toMatchObject({ ok: true, value: { status: 200, headers: { "content-type": "text/plain" } } });
    expect(live.ok && Buffer.from(live.value.body)).toEqual(Buffer.from([0, 255, 8]));
    expect(JSON.stringify(replay)).toBe(JSON.stringify(live));
    expect(JSON.stringify(live)).not.toContain("set-cookie");
    expect((await look("http://other/")(tree)).ok).toBe(false);
  });
});
