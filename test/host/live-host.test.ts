import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LiveHost } from "../../src/host/live-host.ts";

const server = createServer(() => undefined);
let port = 0;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const host = new LiveHost({ env: { PATH: "/usr/bin:/bin", LD_PRELOAD: "/evil.so", SLURM_JOB_ID: "42" } });

describe("LiveHost", () => {
  it("runs commands in our environment without what changes programs, unless it is told the environment", async () => {
    expect(await host.command({ argv: ["env"], timeoutMs: 20_000 })).toMatchObject({
      value: { stdout: "PATH=/usr/bin:/bin\nSLURM_JOB_ID=42\n" },
    });
    expect(await host.command({ argv: ["/usr/bin/env"], env: { A: "1" }, timeoutMs: 20_000 })).toMatchObject({
      value: { stdout: "A=1\n" },
    });
  });

  it("connects, or says why not, in time", async () => {
    expect((await host.connect("127.0.0.1", port, 20_000)).ok).toBe(true);
    expect(await host.connect("127.0.0.1", 1, 20_000)).toMatchObject({ error: { what: "ECONNREFUSED" } });
    expect((await host.connect("no-such-host.invalid", 1, 4000)).ok).toBe(false);
    expect((await host.resolve("no-such-host.invalid", 4000)).ok).toBe(false);
    expect(await host.resolve("localhost", 4000)).toMatchObject({ ok: true });
  });

  it("has one clock, fixed where somebody fixed it", () => {
    expect(new LiveHost({ env: {}, now: 1000 }).now()).toBe(1000);
    expect(Math.abs(host.now() - Date.now() / 1000)).toBeLessThan(10);
  });

  it("gives everything up that takes time when a stop signal comes", async () => {
    const stop = new AbortController();
    const interruptible = host.until(stop.signal);
    const waiting = Promise.all([
      interruptible.command({ argv: ["sleep", "600"], timeoutMs: 600_000 }),
      interruptible.fetch({ url: `http://127.0.0.1:${port}/`, timeoutMs: 600_000, maxBytes: 100 }),
    ]);
    setTimeout(() => stop.abort("SIGTERM"), 100);
    for (const answer of await waiting) expect(answer.ok).toBe(false);
    expect((await interruptible.command({ argv: ["true"], timeoutMs: 1000 })).ok).toBe(false);
    // The end of the glidein still needs its commands.
    expect(await host.command({ argv: ["true"], timeoutMs: 20_000 })).toMatchObject({ value: { status: 0 } });
    expect((await interruptible.readText("/proc/self/stat")).ok).toBe(true);
  });
});
