import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Actor } from "../../../src/host/actor.ts";
import type { LaunchOrder } from "../../../src/model/launch.ts";
import { unheard } from "../../../src/parse/launch/rank-log.ts";
import { collectRanks, rowsOf } from "../../../src/run/launch/collect.ts";
import { rankReport } from "../../../src/run/launch/rank-files.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-collect-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it("puts together reports in which something else stands than a glidein writes", () => {
  // No object of JavaScript can be made a text when its own `toString` is none.
  const odd = { toString: 1, valueOf: 1 };
  const report = {
    ...{ status: 75, startedAt: 1, endedAt: 2, reason: odd, jobs: odd, left: [odd, "/scratch/x"] },
    failure: { code: "NO_SPACE", subject: odd, problem: "full", fix: odd },
  };
  const order = { directory, hosts: null, nodes: 2, perNode: 1 } as unknown as LaunchOrder;
  writeFileSync(rankReport(directory, 0), JSON.stringify(report));
  writeFileSync(rankReport(directory, 1), `${"[".repeat(100_000)}`);
  const rows = rowsOf(new Actor(), order, [unheard, unheard], new Map());
  expect(rows.map(({ state, left }) => [state, left])).toEqual([
    ["failed", ['{"toString":1,"valueOf":1}', "/scratch/x"]],
    ["absent", []],
  ]);
  expect(collectRanks(new Actor(), order, rows).failure).toMatchObject({ code: "NO_SPACE", problem: "full" });
});
