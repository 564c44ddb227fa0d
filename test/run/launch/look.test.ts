import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Actor } from "../../../src/host/actor.ts";
import type { LaunchOrder } from "../../../src/model/launch.ts";
import { lookAtRanks } from "../../../src/run/launch/look.ts";
import { rankLog } from "../../../src/run/launch/rank-files.ts";

describe("a look at the glideins of a launch", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "ranks-"));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("tells how far a node's clock is behind, the nearer the sooner it was heard", () => {
    // Of the order only this is read.
    const order = { directory, nodes: 2, perNode: 1 } as LaunchOrder;
    const second = (at: number): string => new Date(at * 1000).toISOString();
    const begin = `{"time":"${second(1000)}","event":"rank","pid":7,"host":"n1"}\n`;
    writeFileSync(rankLog(directory, 0), begin);
    const first = lookAtRanks(new Actor(), order, [], 4630);
    expect(first).toMatchObject([
      { pid: 7, saidAt: 1000, behind: 3630 },
      { pid: null, behind: null },
    ]);
    writeFileSync(rankLog(directory, 0), `${begin}{"time":"${second(1100)}","event":"decided","endAt":9000}\n`);
    const later = lookAtRanks(new Actor(), order, first, 4702);
    expect(later).toMatchObject([{ endAt: 9000, behind: 3602 }, { pid: null }]);
    expect(lookAtRanks(new Actor(), order, later, 8000)).toMatchObject([{ behind: 3602 }, {}]);
  });
});
