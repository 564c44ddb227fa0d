import { expect } from "vitest";
import type { WorkerNode } from "../../bed/index.ts";
import { type GlideinOptions, leftOn, type Rig } from "./rig.ts";
import type { GlideinEnd } from "./running-glidein.ts";

export interface Expected {
  readonly status: number;
  readonly code: string;
  readonly says: RegExp;
}

/** Runs a glidein that must fail, and looks at everything that a failure owes. */
export async function fails(
  rig: Rig,
  node: WorkerNode,
  options: GlideinOptions,
  expected: Expected,
): Promise<GlideinEnd> {
  const glidein = await rig.start(node, options);
  const end = await glidein.end();
  expect(end.stderr).toContain(`[${expected.code}]`);
  expect(end.stderr).toMatch(expected.says);
  expect(end.stderr).toMatch(/^ {2}fix: {6}\S/mu);
  expect(end.status).toBe(expected.status);
  expect(end.events.find(({ event }) => event === "failed")).toMatchObject({
    status: expected.status,
    failure: { code: expected.code },
  });
  expect(end.events.at(-1)).toMatchObject({ event: "ended", status: expected.status });
  expect(leftOn(node)).toEqual([]);
  return end;
}
