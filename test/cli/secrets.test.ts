// Somebody writes the token itself where its file is to be named.
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { eventAsJson, eventAsText } from "../../src/cli/render-event.ts";
import { failure } from "../../src/model/failure.ts";
import { failureText } from "../../src/parse/failure-text.ts";
import { idtoken } from "../rig/tokens.ts";
import { glidein } from "./command-line.ts";
import { exampleNode } from "./nodes.ts";

const token = idtoken({ jti: "the-one" });
const signature = token.split(".")[2] ?? "";
const root = join(exampleNode("bare").directory, "root");

describe("a token that is given instead of its file", () => {
  it.each([
    ["facts", "--format", "json"],
    ["facts", "--format", "text"],
    ["plan", "--format", "json"],
    ["plan", "--format", "text"],
    ["plan", "--format", "condor-config"],
    ["validate", "--format", "json"],
    ["validate", "--format", "table"],
    ["explain", "GLIDEIN_Token", "GLIDEIN_ToDie"],
  ])("is not shown by %s %s %s", async (...argv) => {
    const { stdout, stderr } = await glidein([...argv, "--root", root, "--token", token]);
    expect(stdout).not.toBe("");
    expect(stdout + stderr).not.toContain(signature);
  });

  it("is in no event and in no words for a failure", () => {
    const why = failure("CREDENTIAL_MISSING", `idtoken ${token}`, "it does not exist", "Name its file.");
    const event = { event: "failed", failure: why, status: 77 } as const;
    for (const text of [eventAsText(event), eventAsJson(event, 0), failureText(why)]) {
      expect(text).toContain("it does not exist");
      expect(text).not.toContain(signature);
    }
  });
});
