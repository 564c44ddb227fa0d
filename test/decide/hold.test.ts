import { describe, expect, it } from "vitest";
import { decideHold, slotEnd } from "../../src/decide/hold.ts";

const input = { wish: null, onTerminal: false, holds: true, now: 1000, slotEndsAt: null };

describe("the hold", () => {
  it("is 20 minutes, or what is left of the slot", () => {
    expect(decideHold(input)).toBe(1200);
    expect(decideHold({ ...input, slotEndsAt: 1500 })).toBe(500);
    expect(decideHold({ ...input, slotEndsAt: 900 })).toBe(0);
    expect(decideHold({ ...input, slotEndsAt: 9000 })).toBe(1200);
  });

  it("is what somebody wishes, within the slot; nothing on a terminal or for an error of typing", () => {
    expect(decideHold({ ...input, wish: 60 })).toBe(60);
    expect(decideHold({ ...input, wish: 0 })).toBe(0);
    expect(decideHold({ ...input, wish: 7200, slotEndsAt: 1500 })).toBe(500);
    expect(decideHold({ ...input, onTerminal: true })).toBe(0);
    expect(decideHold({ ...input, onTerminal: true, wish: 5 })).toBe(5);
    expect(decideHold({ ...input, holds: false, wish: 5 })).toBe(0);
  });

  it("knows the slot from who gave it, not from a credential", () => {
    const row = (id: string, at: number) => ({ id, at, from: "" });
    expect(slotEnd([row("credential:idtoken", 10), row("batch:slurm", 700), row("mjf:shutdowntime", 600)])).toBe(600);
    expect(slotEnd([row("credential:x509-proxy", 10)])).toBeNull();
    expect(slotEnd([])).toBeNull();
  });
});
