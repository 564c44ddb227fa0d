import { expect, it } from "vitest";
import type { Output } from "../../src/cli/output.ts";
import { renderLaunch } from "../../src/cli/render-launch.ts";
import type { LaunchSummary } from "../../src/model/launch.ts";

it("what a node said of itself does nothing to the terminal", () => {
  const evil = "\u001b]0;x\u0007\u001b[2J";
  const row = {
    ...{ rank: 0, node: 0, local: 0, host: evil, name: evil, state: "failed", status: 75, why: evil },
    ...{ readyAfter: null, seconds: null, jobs: 0, left: [] },
  };
  const counts = { served: 0, ended: 0, failed: 1, lost: 0, absent: 0 };
  const summary = { ranks: [row], counts, status: 75, reason: evil, directory: "/d" } as unknown as LaunchSummary;
  const text = renderLaunch(summary, "table", { stdoutIsTerminal: false } as Output);
  expect(text).toContain("\\x1b]0;x");
  expect(text).not.toMatch(/[^\P{Cc}\n]/u);
});
