// Jobs of the pilot's account can put anything in the place of what the end of a pilot reads.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { Actor } from "../../../src/host/actor.ts";
import { MemoryHost } from "../../../src/host/memory-host.ts";
import { tellCondorEnd } from "../../../src/run/classic/condor-end.ts";
import { fifoThatAnswers } from "../../rig/fifo.ts";

it("a log that is a link or a FIFO is not followed or waited for, and the others are in the factory's log", async ({
  onTestFinished,
}) => {
  const work = mkdtempSync(join(tmpdir(), "glidein-condor-end-"));
  onTestFinished(() => rmSync(work, { recursive: true }));
  const log = join(work, "log");
  mkdirSync(log);
  writeFileSync(join(work, "secret"), "the pilot's own words");
  symlinkSync(join(work, "secret"), join(work, "exit_message"));
  symlinkSync(join(work, "secret"), join(log, "StarterLog"));
  writeFileSync(join(log, "MasterLog"), "the master's words");
  onTestFinished(fifoThatAnswers(join(log, "StartLog"), "Got activate_claim"));
  const said = { stdout: "", stderr: "" };
  const life = { work, log, cpus: 1, beganAt: 100, condorAt: 110, endedAt: 200, failure: null, killed: false };
  const say = (stream: "stdout" | "stderr", text: string): void => {
    said[stream] += text;
  };
  await tellCondorEnd({ actor: new Actor(), say }, new MemoryHost(), life);
  expect(said.stdout).toContain("Total number of activations/claims: 0\n");
  const logs = [...said.stderr.matchAll(/^begin-base64 644 -\n([^]*?)\n====/gmu)].map(([, text = ""]) =>
    gunzipSync(Buffer.from(text, "base64")).toString(),
  );
  expect(logs).toContain("the master's words");
  expect(`${logs.join("\n")}${said.stderr}`).not.toContain("the pilot's own words");
});
