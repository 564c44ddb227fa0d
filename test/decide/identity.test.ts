import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideName } from "../../src/decide/identity.ts";
import type { Facts } from "../../src/model/facts.ts";
import { settingsWith } from "./settings-with.ts";

// Only what the name is made of.
const factsOf = (hostname: string | null, jobId: string | null, now = 1_795_402_700, choice = 7) =>
  ({ choice, draw: 0, clock: { now }, system: { hostname }, batch: { system: "slurm", jobId } }) as unknown as Facts;

describe("the name of a glidein", () => {
  it("has the host, the batch job, the moment and the draw in it", () => {
    expect(decideName(factsOf("wn1.example.org", "12.3"), settingsWith()).value).toBe("glidein_wn1_12.3_402700000007");
    expect(decideName(factsOf(null, null), settingsWith()).value).toBe("glidein_node_402700000007");
  });

  it("is the one that is given", () => {
    const { value, source } = decideName(factsOf("wn1", "1"), settingsWith({ GLIDEIN_Name: "mine" }));
    expect([value, source.kind]).toEqual(["mine", "set"]);
  });

  it("has the rank in it where it is one of many, also when all are given the same name", () => {
    const rank = { GLIDEIN_Launch_Rank: "12" };
    expect(decideName(factsOf("wn1", "9"), settingsWith(rank)).value).toBe("glidein_wn1_9_r12_402700000007");
    expect(decideName(factsOf("wn1", "9"), settingsWith({ ...rank, GLIDEIN_Name: "mine" })).value).toBe("mine_r12");
  });

  it("is short and plain whatever the host and the job are called, and another for another draw", () => {
    const any = fc.option(fc.string({ unit: "binary", maxLength: 300 }));
    fc.assert(
      fc.property(
        any,
        any,
        fc.nat(999_999),
        fc.integer({ min: 0, max: 253_402_300_799 }),
        (hostname, jobId, choice, now) => {
          const { value } = decideName(factsOf(hostname, jobId, now, choice), settingsWith());
          expect(value).toMatch(/^glidein_[A-Za-z0-9_.-]{1,56}$/u);
          const other = decideName(factsOf(hostname, jobId, now, (choice + 1) % 1_000_000), settingsWith());
          expect(other.value).not.toBe(value);
        },
      ),
    );
  });
});
