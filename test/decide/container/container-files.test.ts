import { gate } from "embedded:gate";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { containerFiles } from "../../../src/decide/container/container-files.ts";
import { decideContainer } from "../../../src/decide/container/decide-container.ts";
import { settingsWith } from "../settings-with.ts";
import { working, worksHere } from "./container-facts.ts";

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "container files "));
});
afterEach(() => rmSync(base, { recursive: true }));

it("the runtime is called without what a job set to configure it, and with what this node needs", () => {
  const { plan } = decideContainer(
    {
      container: { ...worksHere, working: { ...working, path: "/bin/echo", flags: ["-C", "--userns", "--no-privs"] } },
    },
    settingsWith(),
  );
  const files = containerFiles({ ...plan, path: "/usr/bin/env" });
  if (!files.ok) throw new Error(files.error.problem);
  expect(files.value.map(({ name }) => name)).toEqual(["container-runtime"]);
  writeFileSync(join(base, "container-runtime.sh"), files.value[0]!.text, { mode: 0o755 });
  writeFileSync(join(base, "container-runtime"), Buffer.from(gate, "base64"), { mode: 0o755 });
  const env = {
    APPTAINER_BIND: "/x",
    SINGULARITY_CONFIG_FILE: "/x",
    APPTAINERENV_A: "b",
    APPTAINER_DOCKER_USERNAME: "me",
    APPTAINER_TMPDIR: "/x",
    LD_PRELOAD: "./evil.so",
    PATH: "/evil",
    GLIDEIN_CONTAINER_TMP: "../..",
    OWN: "APPTAINER_X=\nAPPTAINER_Y=1",
  };
  const lines = spawnSync(join(base, "container-runtime"), [], { env, encoding: "utf8" }).stdout.split("\n");
  for (const line of [
    "APPTAINERENV_A=b",
    "APPTAINER_DOCKER_USERNAME=me",
    `APPTAINER_TMPDIR=${base}/container/tmp`,
    `APPTAINER_CACHEDIR=${base}/container/cache`,
    "APPTAINER_USERNS=1",
    "APPTAINER_NO_PRIVS=1",
    "PATH=/usr/bin:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin",
  ])
    expect(lines).toContain(line);
  expect(
    lines.filter((line) => /^(?:APPTAINER_BIND|SINGULARITY_CONFIG_FILE|.*LD_PRELOAD|GLIDEIN_.*)=/u.test(line)),
  ).toEqual([]);
});

it("no program is written where there are no containers", () => {
  const { plan } = decideContainer({ container: { ...worksHere, working: null } }, settingsWith());
  expect(containerFiles(plan)).toEqual({ ok: true, value: [] });
});
