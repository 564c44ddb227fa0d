// What happens when nothing can run, and when somebody wants us to stop.
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Ended, Rig, type Server, serve } from "./rig.ts";

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});
afterEach(() => rig.remove());

const classic = [
  "-v",
  "std",
  "-name",
  "gl&1",
  "-entry",
  "e<1>",
  "-factory",
  'f"1',
  "-clientname",
  "c",
  "-clientgroup",
  "g",
];

/** The parts of a factory's log that its parser reads. */
const documentIn = ({ stdout }: Ended): string =>
  /=== XML description of glidein activity ===\n([^]*?)=== End XML description of glidein activity ===/u.exec(
    stdout,
  )?.[1] ?? "";
const encodedIn = ({ stderr }: Ended): string =>
  /=== Encoded XML description of glidein activity ===\nbegin-base64 644 -\n([^]*?)\n====\n/u.exec(stderr)?.[1] ?? "";

describe("a node on which nothing can run", () => {
  it("is told in plain text and in the factory's document, and ends 71", async () => {
    const refused = await rig.run(["run", "--token", "x"]);
    expect(refused.status).toBe(71);
    expect(refused.stderr).toContain("there is no Node to run it");
    expect(refused.stderr).toContain("PATH: there is no node in it");
    expect(refused.stderr).toContain("What the site can do:");
    const document = documentIn(refused);
    expect(document).toMatch(
      /^<\?xml version="1\.0"\?>\n<OSGTestResult id="glidein_startup\.sh" version="4\.3\.1">\n/u,
    );
    expect(document).toMatch(/\n {4}<status>ERROR<\/status>\n/u);
    expect(document).toMatch(/\n {4}<metric name="failure" ts="[\dT:-]+\+00:00" uri="local">WN_Resource<\/metric>\n/u);
    expect(gunzipSync(Buffer.from(encodedIn(refused), "base64")).toString()).toBe(document);
    expect(refused.stdout).not.toContain("=== Glidein ending");
  });

  it("ends 1 for a factory, with the names that it gave", async () => {
    const refused = await rig.run(classic);
    expect(refused.status).toBe(1);
    const document = documentIn(refused);
    expect(document).toContain('<env name="glidein_name">gl&amp;1</env>');
    expect(document).toContain('<env name="glidein_entry">e&lt;1&gt;</env>');
    expect(document).toContain('<env name="glidein_factory">f&quot;1</env>');
    expect(document).toContain('<env name="client_group">g</env>');
    expect(refused.stdout).toMatch(/\n=== Glidein ending .* \(\d+\) with code 1 after \d+ ===\n$/u);
  });

  it("gets no document and no hold from a command that only looks", async () => {
    const { GLIDEIN_Hold_Time: _, ...env } = rig.env();
    const refused = await rig.start(["/bin/sh", rig.script, "validate"], env).ended;
    expect(refused).toMatchObject({ status: 71, stdout: "" });
  });

  it.each([
    ["1", [], "for 1 s"],
    ["", ["--hold", "1s"], "for 1 s"],
    ["", ["--hold=01"], "for 1 s"],
    ["", ["--set", "GLIDEIN_Hold_Time=1"], "for 1 s"],
  ])("is held for the time that is set: %j %j", async (time, options, text) => {
    const env = { GLIDEIN_Hold_Time: time, SLURM_JOB_END_TIME: "" };
    const refused = await rig.run(["run", ...options], env);
    expect(refused.stderr).toContain(text);
    expect(refused.status).toBe(71);
  });

  it.each([
    [["run"], "for 1200 s", 71],
    [["-v", "std"], "for 1199 s", 1],
    [["-v", "fast"], "for 150 s", 1],
    [["run", "--hold", "2h"], "for 7200 s", 71],
    [["run", "--hold", "nonsense"], "for 1200 s", 71],
  ])("is held until a signal: %j", async (options, text, status) => {
    const held = rig.start(["/bin/sh", rig.script, ...options], rig.env({ GLIDEIN_Hold_Time: "" }));
    await held.says(text);
    held.child.kill("SIGHUP");
    held.child.kill("SIGTERM");
    expect(await held.ended).toMatchObject({ status, signal: null });
    expect(processesIn(rig.directory)).toEqual([]);
  });

  it.each([
    ["the entry's wall time", ["--walltime", "100s"], () => ({})],
    ["the entry's wall time in the environment", [], () => ({ GLIDEIN_Max_Walltime: "100" })],
    ["PBS", [], () => ({ PBS_WALLTIME: "100" })],
    [
      "Job Features",
      [],
      () => {
        fs.mkdirSync(join(rig.directory, "jf"));
        fs.writeFileSync(join(rig.directory, "jf/shutdowntime_job"), `${Math.floor(Date.now() / 1000) + 100}\n`);
        return { JOBFEATURES: join(rig.directory, "jf") };
      },
    ],
    ["Slurm", [], () => ({ SLURM_JOB_END_TIME: String(Math.floor(Date.now() / 1000) + 100) })],
  ])("is held no longer than its slot lasts by %s", async (_who, options, env) => {
    const given = rig.env({ GLIDEIN_Hold_Time: "", SLURM_JOB_END_TIME: "", ...env() });
    const held = rig.start(["/bin/sh", rig.script, "run", ...options], given);
    await held.says("holding the node for ");
    held.child.kill("SIGTERM");
    const seconds = Number(/holding the node for (\d+) s/u.exec((await held.ended).stderr)?.[1]);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(100);
  });

  it.each([
    ["a time that is none", { SLURM_JOB_END_TIME: "soon", PBS_WALLTIME: "-1", JOBFEATURES: "http://x" }],
    ["numbers that do not fit", { SLURM_JOB_END_TIME: "9".repeat(40), PBS_WALLTIME: "08", JOBFEATURES: "/" }],
  ])("is held by its own time where the slot's end is %s", async (_what, env) => {
    const refused = await rig.run(["run"], { GLIDEIN_Hold_Time: "1", ...env });
    expect(refused.stderr).toContain("for 1 s");
    expect(refused.status).toBe(71);
  });
});

describe("a limit", () => {
  const limited = async (limit: string): Promise<Ended> =>
    rig.start(
      ["/bin/bash", "-c", `${limit}; exec sh '${rig.script}' facts`],
      rig.env({ GLIDEIN_Runtime_URL: "http://127.0.0.1:9" }),
    ).ended;
  it("of address space is named", async () => {
    expect((await limited("ulimit -v 1000000")).stderr).toContain("the limit is 976 MiB (ulimit -v)");
  });
  it("of the size of files is named", async () => {
    expect((await limited("ulimit -f 8")).stderr).toContain("(ulimit -f)");
  });
});

describe("a processor that no runtime is for", () => {
  it("is named", async () => {
    rig.addScript("uname", "#!/bin/sh\ncase $1 in -n) echo wn1;; *) echo Linux 6.1.0 riscv64;; esac\n");
    expect((await rig.run(["facts"])).stderr).toContain("there is no runtime for riscv64");
  });
});

describe("a signal", () => {
  let server: Server;
  afterEach(() => server.close());

  it.each(["SIGTERM", "SIGINT", "SIGQUIT", "SIGUSR2"] as const)(
    "during the download ends it at once: %s",
    async (signal) => {
      rig.addTools("curl");
      let asked = (): void => undefined;
      const request = new Promise<void>((resolve) => {
        asked = resolve;
      });
      server = await serve((_request, response) => {
        response.writeHead(200, { "content-length": 100_000 });
        response.write("x");
        asked();
      });
      const started = rig.start(["/bin/sh", rig.script, "run"], rig.env({ GLIDEIN_Runtime_URL: server.url }));
      await request;
      started.child.kill(signal);
      expect(await started.ended).toMatchObject({ status: 0, signal: null });
      expect(fs.readdirSync(rig.own)).toEqual(["lock"]);
    },
  );
});

/** Command lines of what still runs with that in them. */
function processesIn(directory: string): readonly string[] {
  const { stdout } = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" });
  return stdout.split("\n").filter((line) => line.includes(directory));
}
