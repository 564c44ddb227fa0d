import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LiveHost } from "../../../src/host/live-host.ts";
import { siteEnvironment } from "../../../src/run/classic/site-environment.ts";

describe("the site's set-up files", () => {
  let site: string;
  beforeEach(() => {
    site = mkdtempSync(join(tmpdir(), "site-"));
    mkdirSync(join(site, "job"));
  });
  afterEach(() => rmSync(site, { recursive: true }));

  const read = (text: string) => {
    writeFileSync(join(site, "setup.sh"), text);
    const env = {
      OSG_GRID: site,
      PATH: "/usr/bin:/bin",
      PWD: "/from/the/batch/system",
      SHLVL: "3",
      KEPT: "a\nb",
      _CONDOR_SLOT: "s",
    };
    return siteEnvironment(new LiveHost({ env }), join(site, "job"));
  };

  it("change the environment, are read in the job's directory, and do not move us", async () => {
    const { env, problem } = await read(
      'export SITE="it\'s $PWD"; unset OSG_GRID; PATH=$PATH:/opt/site; echo noise; cd /; export OLDPWD\n',
    );
    expect(problem).toBeNull();
    expect(env).toEqual({
      SITE: `it's ${site}/job`,
      PATH: "/usr/bin:/bin:/opt/site",
      PWD: "/from/the/batch/system",
      SHLVL: "3",
      KEPT: "a\nb",
      _CONDOR_SLOT: "s",
    });
  });

  it("that end the shell are passed over with a word", async () => {
    const { env, problem } = await read("export SITE=x\nexit 3\n");
    expect(env["SITE"]).toBeUndefined();
    expect(problem).toMatch(/setup\.sh could not be read: status 3/u);
  });

  it("cost nothing where there are none", async () => {
    const env = { OSG_GRID: "/nowhere", GLOBUS_LOCATION: "relative" };
    expect(await siteEnvironment(new LiveHost({ env }), site)).toEqual({ env, problem: null });
  });
});
