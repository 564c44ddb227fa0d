import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRankLog, unheard } from "../../../src/parse/launch/rank-log.ts";

const line = (event: object): string => `${JSON.stringify({ time: "2026-11-23T07:00:00.500Z", ...event })}\n`;
const at = 1_795_417_200.5;

describe("the log of a rank", () => {
  it("tells how far it is", () => {
    const log = [
      line({ event: "rank", pid: 7, host: "n1" }),
      "condor says something\n",
      line({ event: "decided", name: "glidein_n1_r0", endAt: at + 100 }),
      line({ event: "startd-ready" }),
    ].join("");
    expect(parseRankLog(log)).toEqual({
      ...{ saidAt: at, behind: null },
      ...{ pid: 7, startedAt: at, host: "n1", name: "glidein_n1_r0", endAt: at + 100, readyAt: at },
      ...{ draining: false, stopping: false, ended: null, failure: null },
    });
    const failure = { subject: "/scratch", problem: "it is full" };
    expect(
      parseRankLog(log + line({ event: "failed", failure }) + line({ event: "ended", status: 71, reason: "x" })),
    ).toMatchObject({
      failure: "/scratch: it is full",
      ended: { at, status: 71 },
    });
  });

  it("tells a stop from a signal that only warns", () => {
    const warned = line({ event: "rank", pid: 7, host: "n1" }) + line({ event: "signal", signal: "SIGUSR1" });
    expect(parseRankLog(warned)).toMatchObject({ draining: false, stopping: false });
    const heard = warned + line({ event: "draining", reason: { kind: "drained", why: "signal SIGUSR1" } });
    expect(parseRankLog(heard)).toMatchObject({ draining: true, stopping: false });
    expect(parseRankLog(heard + line({ event: "accepting-again", until: 1 })).draining).toBe(false);
    expect(parseRankLog(warned + line({ event: "stopping", how: "graceful" })).stopping).toBe(true);
  });

  it("may be cut anywhere, and hold anything", () => {
    expect(parseRankLog(line({ event: "rank", pid: 7, host: "n1" }).slice(0, -9))).toEqual(unheard);
    expect(parseRankLog('{"event":"rank","pid":"x","time":"yesterday"}\n{"event":1}\n[]\n{')).toEqual(unheard);
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json())), (lines) => {
        parseRankLog(lines.join("\n"));
      }),
    );
  });
});
