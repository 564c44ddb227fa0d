import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { resolveSettings } from "../../src/decide/settings.ts";
import type { State } from "../../src/decide/supervision.ts";
import { Actor } from "../../src/host/actor.ts";
import { LiveHost } from "../../src/host/live-host.ts";
import { parseFacts } from "../../src/parse/facts-document.ts";
import { writeOrders } from "../../src/parse/warden-orders.ts";
import { firstMemory } from "../../src/run/look-again.ts";
import { preview } from "../../src/run/observe.ts";
import { parseSavedRun, readSavedRun, type SavedRun, writeSavedRun } from "../../src/run/saved-run.ts";

let saved: SavedRun;
const orders = writeOrders({
  ...{
    wakeMs: 1,
    wakeEpoch: 1,
    lookMs: 1,
    watch: ["/etc/passwd"],
    sends: [],
    stopMs: 1,
    fastMs: 1,
    status: 76,
    lostStatus: 76,
  },
});

beforeAll(() => {
  const text = readFileSync(join(import.meta.dirname, "../nodes/slurm-shared-node/facts.json"), "utf8");
  const facts = parseFacts(text);
  const pool = { name: "GLIDEIN_Collector", text: "cm.example.org", source: { kind: "set", name: "x" } } as const;
  const resolved = resolveSettings([[pool]]);
  if (!facts.ok || !resolved.ok) throw new Error("the node cannot be used");
  const { settings } = resolved.value;
  const { decision } = preview(facts.value, settings, false);
  if (!decision.ok) throw new Error(decision.error[0]?.problem);
  const work = "/scratch/glidein-XXXXXX";
  saved = {
    schema: "glidein.saved-run/3",
    given: { draw: null, directory: "/", openFiles: 1024, onTerminal: false, settings, events: "auto" },
    startedAt: 1_800_000_000.25,
    phases: { look: 1_800_000_000.25, ready: 1_800_000_009 },
    work: { path: work, local: work, tokens: work, execute: work, log: work },
    condor: { bin: "/usr/bin", sbin: "/usr/sbin", libexec: "/usr/libexec", libraryPath: [], configFile: "/c" },
    ...{ masterPid: 3, keeperPid: 2, plan: decision.value.plan, slots: ["slot1@x"], cpus: 8 },
    runtime: {
      path: "/r",
      values: { accept: true, retirement: "12", reason: "", unfit: "", attributes: { GLIDEIN_ToDie: 7 } },
    },
    watch: firstMemory(facts.value, decision.value.lifetime),
    state: { kind: "running", since: 1, readyAt: 1, quietSince: null, served: false } as State,
    clock: { wall: 1_800_000_009.5, ms: 123_456 },
    ...{ killed: false, startdGoneSince: null, jobs: null, lookedAt: 1_800_000_009.5 },
    pilot: null,
  };
});

const written = (run: SavedRun): string => `${orders}${JSON.stringify(run)}\n`;

describe("a saved run", () => {
  it("comes back as it went: plan, settings with their sources, facts, lifetime", () => {
    const read = parseSavedRun(written(saved));
    expect(read).toEqual({ ok: true, value: JSON.parse(JSON.stringify(saved)) });
    expect(holes(saved)).toEqual([]);
  });

  it("in any state comes back as it went", () => {
    const instant = fc.double({ min: 0, max: 4e9, noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
    const state = fc.oneof(
      fc.record({ kind: fc.constant("running"), since: instant, readyAt: instant, quietSince: fc.option(instant) }),
      fc.record({ kind: fc.constant("stopping"), how: fc.constantFrom("graceful", "fast", "kill"), deadline: instant }),
      fc.record({
        kind: fc.constant("draining"),
        reason: fc.record({ kind: fc.constant("drained"), why: fc.string() }),
      }),
    );
    fc.assert(
      fc.property(state, (one) => {
        const read = parseSavedRun(written({ ...saved, state: one as unknown as State }));
        expect(read.ok && read.value.state).toEqual(JSON.parse(JSON.stringify(one)));
      }),
      { numRuns: 30 },
    );
  });

  it("is not written where it could not be read again", async () => {
    const work = mkdtempSync(join(tmpdir(), "glidein-saved-"));
    const run = { ...saved, work: { ...saved.work, path: work } };
    const told = (length: number): SavedRun => ({ ...run, slots: ["x".repeat(length)] });
    try {
      expect(writeSavedRun(new Actor(), orders, told(1000)).ok).toBe(true);
      const host = new LiveHost({ env: {} });
      expect((await readSavedRun(host, work)).ok).toBe(true);
      expect(writeSavedRun(new Actor(), orders, told(16 * 1048576)).ok).toBe(false);
      const read = await readSavedRun(host, work);
      expect(read.ok && read.value.slots[0]?.length).toBe(1000);
    } finally {
      rmSync(work, { recursive: true });
    }
  });

  it("that is cut short anywhere is refused", () => {
    const text = written(saved);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 3 }), (length) => {
        expect(parseSavedRun(text.slice(0, length)).ok).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it.each(["given", "state", "watch", "plan", "runtime", "clock", "work", "condor"] as const)(
    "without %s is refused",
    (key) => {
      const { [key]: _, ...rest } = saved;
      expect(parseSavedRun(`${orders}${JSON.stringify(rest)}`).ok).toBe(false);
    },
  );

  it("is not taken from any text, and never thrown over", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseSavedRun(text).ok).toBe(false);
        expect(parseSavedRun(`${orders}${text}`).ok).toBe(false);
      }),
    );
  });
});

/** Paths of values that JSON loses. */
function holes(value: unknown, path = ""): readonly string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [path];
  if (typeof value === "bigint" || typeof value === "function" || typeof value === "symbol") return [path];
  if (value instanceof Map || value instanceof Set || value instanceof Date) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => holes(one, `${path}.${key}`));
}
