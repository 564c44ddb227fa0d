import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RuntimeConfig } from "../../src/apply/runtime-config.ts";
import { resolveSettings } from "../../src/decide/settings.ts";
import { Actor } from "../../src/host/actor.ts";
import { LiveHost } from "../../src/host/live-host.ts";
import type { Facts } from "../../src/model/facts.ts";
import { blankJob, judge } from "../../src/probe/batch/evidence.ts";
import { probeFeatures } from "../../src/probe/features/probe-features.ts";
import { firstMemory, Watch } from "../../src/run/look-again.ts";
import { preview } from "../../src/run/observe.ts";
import { blank } from "../validation/blank-facts.ts";

/** A node on which time passes when the test says so. */
class LaterHost extends LiveHost {
  later = 0;
  override now(): number {
    return super.now() + this.later;
  }
}

describe("a running glidein", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "look-"));
    mkdirSync(join(directory, "features"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("tells VOs that its node drains, that its jobs have to leave, and that it was taken back", async () => {
    const host = new LaterHost({ env: { MACHINEFEATURES: join(directory, "features") } });
    const now = host.now();
    const resolved = resolveSettings([
      Object.entries({ GLIDEIN_Max_Walltime: "172800", GLIDEIN_Job_Max_Time: "7200", GLIDEIN_Collector: "cm" }).map(
        ([name, text]) => ({ name, text, source: { kind: "set", name } as const }),
      ),
    ]);
    if (!resolved.ok) throw new Error("settings");
    const { settings } = resolved.value;
    const { features } = await probeFeatures(host);
    const facts: Facts = { ...blank, features, clock: { ...blank.clock, now } };
    const { decision } = preview(facts, settings, true);
    if (!decision.ok) throw new Error(JSON.stringify(decision.error));
    expect(decision.value.plan.attributes["SiteWMS_WN_Draining"]?.sourced.value).toBe(false);
    const path = join(directory, "runtime");
    const events: string[] = [];
    let reconfigured = 0;
    const watch = new Watch(
      { host, actor: new Actor(), settings },
      { emit: ({ event }) => events.push(event) },
      {
        memory: firstMemory(facts, decision.value.lifetime),
        ...{ cpus: 1, work: { path: directory, local: directory, tokens: "", execute: "", log: "" } },
        runtime: new RuntimeConfig(new Actor(), path, { retirement: "1" }),
        reconfigure: () => {
          reconfigured += 1;
        },
      },
    );
    const look = async (): Promise<readonly (string | undefined)[]> => {
      await watch.look();
      const text = readFileSync(path, { encoding: "utf8", flag: "a+" });
      return ["Draining", "Preempt"].map((name) => new RegExp(`^SiteWMS_WN_${name} = (.*)$`, "mu").exec(text)?.[1]);
    };
    const announce = (shutdown: number): void =>
      writeFileSync(join(directory, "features/shutdowntime"), `${Math.floor(shutdown)}\n`);
    expect(await look()).toEqual([undefined, undefined]);
    announce(now + 20_000);
    expect(await look()).toEqual(["False", "False"]);
    host.later = 13_000;
    expect(await look()).toEqual(["True", "False"]);
    host.later = 18_500;
    expect(await look()).toEqual(["True", "True"]);
    announce(now + 150_000);
    expect(await look()).toEqual(["False", "False"]);
    expect(events).toEqual(["replanned", "replanned"]);
    expect(reconfigured).toBe(4);
  });

  it("moves its times both ways with the end that the batch system has for its job now", async () => {
    const bin = join(directory, "bin");
    mkdirSync(bin);
    const answer = (text: string): void =>
      writeFileSync(join(bin, "squeue"), `#!/bin/sh\necho asked >> ${join(directory, "asked")}\n${text}\n`, {
        mode: 0o755,
      });
    const host = new LaterHost({ env: { PATH: `${bin}:/usr/bin:/bin` } });
    const now = host.now();
    const resolved = resolveSettings([
      Object.entries({ GLIDEIN_Job_Max_Time: "3600", GLIDEIN_Retire_Time_Spread: "0", GLIDEIN_Collector: "cm" }).map(
        ([name, text]) => ({ name, text, source: { kind: "set", name } as const }),
      ),
    ]);
    if (!resolved.ok) throw new Error("settings");
    const { settings } = resolved.value;
    const job = {
      ...blankJob("slurm", judge([])),
      jobId: "7",
      ends: [{ at: now + 86_400, from: "SLURM_JOB_END_TIME" }],
    };
    const batch = { ...blank.batch, system: "slurm", jobId: "7", jobs: [job] } as const;
    const facts: Facts = { ...blank, batch, clock: { ...blank.clock, now } };
    const { decision } = preview(facts, settings, true);
    if (!decision.ok) throw new Error(JSON.stringify(decision.error));
    const { dieAt } = decision.value.lifetime.lifetime;
    const ends: (number | null)[] = [];
    const watch = new Watch(
      { host, actor: new Actor(), settings },
      { emit: (event) => event.event === "replanned" && ends.push(Math.round(event.dieAt - dieAt)) },
      {
        memory: firstMemory(facts, decision.value.lifetime),
        ...{ cpus: 1, work: { path: directory, local: directory, tokens: "", execute: "", log: "" } },
        runtime: new RuntimeConfig(new Actor(), join(directory, "runtime"), { retirement: "1" }),
        reconfigure: () => undefined,
      },
    );
    const lookAfter = async (later: number, says: string): Promise<void> => {
      answer(says);
      host.later = later;
      await watch.look();
    };
    const left = (time: string): string => `echo "x|${time}|x|x"`;
    await lookAfter(300, left("3-00:00:00"));
    expect(ends).toEqual([]);
    await lookAfter(2400, left("1-23:20:00"));
    expect(ends).toEqual([86_400]);
    await lookAfter(4800, "echo down >&2; exit 1");
    await lookAfter(7200, left("22:00:00"));
    expect(ends.map((moved) => Math.abs(moved ?? 0) < 100_000)).toEqual([true, true]);
    expect(ends[1]).toBeGreaterThanOrEqual(-2);
    expect(ends[1]).toBeLessThanOrEqual(2);
    expect(readFileSync(join(directory, "asked"), "utf8")).toBe("asked\n".repeat(3));
  });
});
