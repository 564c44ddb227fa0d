import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Actor } from "../../../src/host/actor.ts";
import type { LaunchOrder } from "../../../src/model/launch.ts";
import { unheard } from "../../../src/parse/launch/rank-log.ts";
import { collectRanks, rowsOf } from "../../../src/run/launch/collect.ts";
import { rankLog, rankReport } from "../../../src/run/launch/rank-files.ts";

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

it("makes one file of all logs in which every line is a document", () => {
  const order = { directory, hosts: null, nodes: 1, perNode: 1 } as unknown as LaunchOrder;
  writeFileSync(rankLog(directory, 0), '{"event":"rank","pid":7}\n{"}\n{"a":1}}\nsaid by a program\n{"event":"half');
  collectRanks(new Actor(), order, rowsOf(new Actor(), order, [unheard], new Map()));
  const lines = readFileSync(join(directory, "events.ndjson"), "utf8").trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { rank: 0, event: "rank", pid: 7 },
    ...['{"}', '{"a":1}}', "said by a program", '{"event":"half'].map((text) => ({ rank: 0, text })),
  ]);
});
