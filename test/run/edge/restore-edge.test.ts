// Who an edge is when it is started again.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readSavedEdge } from "../../../src/apply/edge/state-directory.ts";
import { Actor } from "../../../src/host/actor.ts";
import { LiveHost } from "../../../src/host/live-host.ts";
import { restoreEdge } from "../../../src/run/edge/restore-edge.ts";
import { settingsWith } from "../../decide/settings-with.ts";

const state = mkdtempSync(join(tmpdir(), "edge-state-"));
afterAll(() => rmSync(state, { recursive: true }));

const host = new LiveHost({ env: {} });
const startAt = async (address: string) => {
  const before = await readSavedEdge(host, state);
  if (!before.ok) throw new Error(before.error.problem);
  const request = {
    ...{ host, setUpHost: host, actor: new Actor(), settings: settingsWith(), state, scratch: state },
    ...{ emit: () => undefined, stop: new AbortController().signal, onSignal: () => undefined },
    ...{ directory: state, openFiles: null },
  };
  const plan = { address, ports: null, targets: [], files: [], warnings: [] };
  return restoreEdge(request, plan, before.value);
};

describe("an edge that is started again", () => {
  it("may be at another address until it served, and is the same one afterwards", async () => {
    const first = await startAt("127.0.0.1");
    const moved = await startAt("127.0.0.2");
    if (!first.ok || !moved.ok) throw new Error("it did not start");
    expect(moved.value).toMatchObject({ address: "127.0.0.2", name: first.value.name });
    expect(await startAt("127.0.0.2")).toEqual(moved);
    writeFileSync(join(state, "edge.json"), "{}");
    expect(await startAt("127.0.0.2")).toEqual(moved);
    expect(await startAt("127.0.0.1")).toMatchObject({
      error: { problem: expect.stringContaining("was at 127.0.0.2") },
    });
  });
});
