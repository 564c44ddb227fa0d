import { describe, expect, it } from "vitest";
import { RunningClock } from "../../../src/run/launch/running-clock.ts";

describe("the clock of a launch", () => {
  it("goes on with the time in which it ran, not with that in which the job was suspended", () => {
    let steady = 50;
    const clock = new RunningClock(1000, () => steady);
    steady += 10;
    clock.woke(10);
    expect(clock.now()).toBe(1010);
    // A slow machine.
    steady += 15;
    clock.woke(1);
    expect(clock.now()).toBe(1025);
    steady += 3600;
    clock.woke(5);
    expect(clock.now()).toBe(1030);
  });
});
