import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addConfigLine } from "../../../src/apply/custom-scripts/add-config-line.ts";
import { scriptWrapper } from "../../../src/apply/custom-scripts/periodic-helpers.ts";
import { errorAugment, errorGen } from "../../../src/apply/custom-scripts/result-helpers.ts";
import { readGlideinConfig } from "../../../src/parse/glidein-config.ts";

describe("periodic scripts that end at the same time", () => {
  let work: string;

  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), "periodic-"));
    mkdirSync(join(work, "main"));
    writeFileSync(join(work, "add_config_line.source"), addConfigLine);
    for (const [name, text] of [
      ["script_wrapper.sh", scriptWrapper],
      ["error_augment.sh", errorAugment],
      ["error_gen.sh", errorGen],
    ] as const)
      program(`main/${name}`, text);
    writeFileSync(join(work, "glidein_config"), `ERROR_GEN_PATH ${work}/main/error_gen.sh\n`);
  });
  afterEach(() => rmSync(work, { recursive: true }));

  function program(name: string, text: string): void {
    writeFileSync(join(work, name), text);
    chmodSync(join(work, name), 0o755);
  }
  /** As the startd runs it; the value is what it prints. */
  async function period(name: string, script: string, prefix = "NOPREFIX"): Promise<string> {
    const child = spawn(
      join(work, "main/script_wrapper.sh"),
      [join(work, "glidein_config"), "client", name, join(work, script), prefix],
      { cwd: work, stdio: ["ignore", "pipe", "inherit"] },
    );
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await once(child, "close");
    return said;
  }
  const value = (key: string): string | undefined => {
    const read = readGlideinConfig(readFileSync(join(work, "glidein_config"), "utf8"));
    return read.ok ? read.value.get(key)?.value : undefined;
  };
  const list = (key: string): readonly string[] => (value(key) ?? "").split(",").filter(Boolean).toSorted();

  it("are all in the lists of those that fail, and leave them when they pass again", async () => {
    program("bad.sh", "#!/bin/sh\necho 'Beat = 1'\nexit 3\n");
    const names = ["GLIDEIN_PS_1", "GLIDEIN_PS_2", "GLIDEIN_PS_3", "GLIDEIN_PS_4", "GLIDEIN_PS_5", "GLIDEIN_PS_6"];
    const said = await Promise.all(names.map((name) => period(name, "bad.sh")));
    expect(list("GLIDEIN_PS_FAILING_LIST")).toEqual(names);
    expect(list("GLIDEIN_PS_FAILED_LIST")).toEqual(names);
    for (const ad of said) {
      expect(ad).toMatch(/^Beat = 1\n/u);
      expect(ad).toContain("GLIDEIN_PS_OK = False\n");
      expect(ad).toMatch(/\n-\n$/u);
    }
    program("bad.sh", "#!/bin/sh\nexit 0\n");
    await Promise.all(names.slice(1).map((name) => period(name, "bad.sh")));
    expect(list("GLIDEIN_PS_FAILING_LIST")).toEqual(names.slice(0, 1));
    expect(value("GLIDEIN_PS_OK")).toBe("False");
    expect(await period("GLIDEIN_PS_1", "bad.sh", "VO_")).toContain("\nLAST_END = ");
    expect(value("GLIDEIN_PS_OK")).toBe("True");
    expect(list("GLIDEIN_PS_FAILED_LIST")).toEqual(names);
  });
});
