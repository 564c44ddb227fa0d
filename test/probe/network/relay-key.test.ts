import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { LiveHost } from "../../../src/host/live-host.ts";
import { readRelayKey } from "../../../src/probe/network/edge.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-relay-key-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it.each([
  ["whole", `${"k".repeat(43)}\n`, true],
  ["empty, with which anybody could answer", "", false],
  ["cut short", "kkk", false],
  ["another file", `${"k".repeat(43)} and more`, false],
])("a relay's key that is %s", async (_what, content, isGood) => {
  const file = join(directory, "relay.key");
  writeFileSync(file, content);
  expect((await readRelayKey(new LiveHost({ env: {} }), file)).ok).toBe(isGood);
});
