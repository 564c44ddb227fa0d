import { describe, expect, it } from "vitest";
import { decideOutcome } from "../../../src/decide/launch/outcome.ts";
import type { RankRow } from "../../../src/model/launch.ts";

const row = (state: RankRow["state"], status: number | null, readyAfter: number | null = null): RankRow => ({
  ...{ rank: 0, node: 0, local: 0, host: null, name: null, why: "", seconds: null, jobs: 0, left: [] },
  ...{ state, status, readyAfter },
});

describe("the exit status of a launch", () => {
  it("is 0 only when every glidein ended with 0", () => {
    expect(decideOutcome([row("ended", 0, 5), row("ended", 0)], null).status).toBe(0);
    expect(decideOutcome([row("ended", 0, 5), row("failed", 71)], null).status).toBe(71);
  });

  it("is what most of the others ended with, the smaller of two that are equally many", () => {
    expect(decideOutcome([row("failed", 77), row("failed", 71), row("failed", 77)], null).status).toBe(77);
    expect(decideOutcome([row("failed", 77), row("failed", 71)], null).status).toBe(71);
  });

  it("counts one that was lost or never started as one to try again", () => {
    expect(decideOutcome([row("ended", 0, 3), row("lost", null, 4)], null)).toEqual({
      status: 75,
      reason: "1 of 2 glideins did not end well; 1 of them had served",
    });
    expect(decideOutcome([row("ended", 0, 3), row("absent", null)], "SIGTERM").status).toBe(75);
  });

  it("blames nobody for what a stop signal kept from starting", () => {
    expect(decideOutcome([row("ended", 0), row("absent", null)], "SIGTERM")).toEqual({
      status: 0,
      reason: "all 2 glideins ended well after SIGTERM",
    });
    expect(decideOutcome([row("failed", 71), row("absent", null)], "SIGTERM").status).toBe(71);
  });
});
