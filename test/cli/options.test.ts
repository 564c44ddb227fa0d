import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { glidein, json } from "./command-line.ts";
import { exampleNode } from "./nodes.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-options-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string, content: string): string => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};

const bare = exampleNode("bare");
const root = join(bare.directory, "root");
const plan = async (...argv: readonly string[]) => {
  const { status, stdout, stderr } = await glidein(["plan", "--format", "json", ...argv]);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return json(stdout);
};
const looking = ["facts", "plan", "explain", "validate"] as const;
const withName = (command: string): readonly string[] => (command === "explain" ? ["explain", "cpus"] : [command]);

describe("settings", () => {
  it("come from options, then --set, then the environment, then the file", async () => {
    const config = file("config.toml", 'GLIDEIN_CPUS = 5\nGLIDEIN_Site = "from-file"\nGLIDEIN_Max_Idle = "20m"\n');
    const env = file("settings.env", "GLIDEIN_CPUS=4\nGLIDEIN_Site=\n");
    const cpus = async (...more: readonly string[]) => (await plan("--root", root, ...more)).resources.cpus;
    expect(await cpus("--config", config)).toBe(5);
    expect(await cpus("--config", config, "--env-file", env)).toBe(4);
    expect(await cpus("--config", config, "--env-file", env, "--set", "GLIDEIN_CPUS=3")).toBe(3);
    expect(await cpus("--config", config, "--set", "GLIDEIN_CPUS=3", "--cpus", "2")).toBe(2);
    expect(await cpus("--set", "GLIDEIN_CPUS=3", "--set", "GLIDEIN_CPUS=1")).toBe(1);
    const { attributes } = await plan("--root", root, "--config", config, "--env-file", env);
    expect(attributes.GLIDEIN_Site).toMatchObject({ value: "from-file", source: { kind: "file", line: 2 } });
    expect(attributes.GLIDEIN_Max_Idle.value).toBe(1200);
  });

  it.each(looking)("may be given to `glidein %s` by every option that sets a value", async (command) => {
    const options = [
      "--pool",
      "cm.example.org",
      "--token",
      "/t",
      "--walltime",
      "4h",
      "--memory",
      "2000",
      "--site",
      "X",
    ];
    const { status, stderr } = await glidein([...withName(command), "--root", root, ...options]);
    expect(stderr).toBe("");
    expect([0, 71]).toContain(status);
  });

  it("that are unknown are kept as text and said, with the name that was probably meant", async () => {
    const { status, stderr } = await glidein(["plan", "--root", root, "--set", "GLIDEIN_Max_Idel=7"]);
    expect(status).toBe(0);
    expect(stderr).toContain("did you mean GLIDEIN_Max_Idle?");
  });
});

describe("--env-file", () => {
  const forms = {
    "separated by NUL bytes": "GLIDEIN_CPUS=3\0A=x\ny\0",
    "separated by newlines": "A=x\nGLIDEIN_CPUS=3\n",
    "of another system's editor": "\u{feff}A=x\r\nGLIDEIN_CPUS=3\r\n",
    "with the functions of a module system": 'BASH_FUNC_ml%%=() {  eval $($LMOD_DIR/ml_cmd "$@")\n}\nGLIDEIN_CPUS=3\n',
    "with comments": "# of wn042\nGLIDEIN_CPUS=3\n\n",
  };
  it.each(Object.entries(forms))("is read %s", async (_, content) => {
    expect((await plan("--root", root, "--env-file", file("env", content))).resources.cpus).toBe(3);
  });

  it("takes the place of the caller's environment, which counts otherwise", async () => {
    const surroundings = { env: { GLIDEIN_CPUS: "2" } };
    const cpus = async (...more: readonly string[]) =>
      json((await glidein(["plan", "--root", root, ...more], surroundings)).stdout).resources.cpus;
    expect(await cpus()).toBe(2);
    expect(await cpus("--env-file", file("empty", ""))).toBe(8);
  });
});

describe("--now and --seed", () => {
  it("fix the clock and every draw", async () => {
    const one = await plan("--root", root, "--now", "1800000000", "--seed", "12345");
    expect(one.lifetime.startedAt).toBe(1_800_000_000);
    expect(await plan("--root", root, "--now", "1800000000", "--seed", "45")).toEqual(one);
    expect((await plan("--root", root, "--now", "1800000000", "--seed", "46")).lifetime).not.toEqual(one.lifetime);
    const { draw, choice } = json((await glidein(["facts", "--root", root, "--seed", "12345"])).stdout);
    expect([draw, choice]).toEqual([45, 45]);
  });

  it("count over what a facts document says", async () => {
    const facts = ["--facts", join(bare.directory, "facts.json")];
    expect((await plan(...facts)).lifetime.startedAt).toBe(1_795_402_700);
    expect((await plan(...facts, "--now", "1800000000")).lifetime.startedAt).toBe(1_800_000_000);
  });
});

describe("--facts", () => {
  const facts = join(bare.directory, "facts.json");
  const spoiled: readonly (readonly [string, (document: ReturnType<typeof json>) => unknown, string])[] = [
    ["a number that is a text", (d) => Object.assign(d["cpus"]["fences"][0], { limit: "8" }), "cpus.fences[0].limit"],
    ["a part that is not there", (d) => Object.assign(d, { batch: undefined }), "batch"],
    ["a list that is none", (d) => Object.assign(d["gpus"], { devices: {} }), "gpus.devices"],
    ["a word that is unknown", (d) => Object.assign(d["batch"], { system: "loadleveler" }), "batch.system"],
    ["a feature that is not there", (d) => delete d["features"]["job.job_id"], "features.job.job_id"],
    ["a time that is none", (d) => Object.assign(d["clock"], { now: 1e300 }), "clock.now"],
  ];
  it.each(spoiled)("refuses %s by its place", async (name, spoil, place) => {
    const { readFileSync } = await import("node:fs");
    const document = json(readFileSync(facts, "utf8"));
    spoil(document);
    const { status, stderr } = await glidein(["plan", "--facts", file(`${name}.json`, JSON.stringify(document))]);
    expect(status).toBe(64);
    expect(stderr).toContain(`${place} is missing or of another form; expected `);
  });
});

describe("what cannot be used", () => {
  it("is reported all at once, each with its place and a fix, before anything is looked at", async () => {
    const nothing = join(directory, "nothing");
    const wrong = ["--root", nothing, "--env-file", nothing, "--facts", nothing, "--config", nothing];
    const { status, stdout, stderr } = await glidein(["plan", ...wrong, "--now", "soon", "--seed", "-1", "--set", "x"]);
    expect(status).toBe(64);
    expect(stdout).toBe("");
    for (const option of ["--root", "--env-file", "--facts", "--config"])
      expect(stderr).toContain(`${option} ${nothing}`);
    for (const option of ['--now "soon"', '--seed "-1"', '--set "x"']) expect(stderr).toContain(option);
    expect(stderr.match(/^ {2}fix: /gmu)).toHaveLength(7);
  });

  it.each([
    ["a root that is a file", ["--root", join(bare.directory, "env")], "is not a directory"],
    ["a root that is empty text", ["--root", ""], "is empty"],
    ["an environment that is a directory", ["--env-file", directory], "it is a directory"],
    ["an environment without assignments", ["--env-file", join(bare.directory, "plan.json")], "line 1"],
    ["an endless file", ["--env-file", "/dev/zero"], "larger than 64 MiB"],
    ["facts that are no JSON", ["--facts", join(bare.directory, "env")], "it is not JSON"],
    ["facts that are a plan", ["--facts", join(bare.directory, "plan.json")], '"schema"'],
    ["a time after the calendar", ["--now", "999999999999"], "253402300799"],
    ["an option without its value", ["--now"], "argument missing"],
    ["an option that is unknown", ["--nwo", "1"], "--now"],
    ["a form that is unknown", ["--format", "yaml"], "text, json"],
    ["an argument too many", ["more"], "too many arguments"],
  ])("such as %s is a usage error", async (_, argv, said) => {
    const { status, stdout, stderr } = await glidein(["plan", ...argv]);
    expect(status).toBe(64);
    expect(stdout).toBe("");
    expect(stderr).toContain(said);
    expect(stderr).toMatch(/\n {2}fix: {6}\S/u);
  });

  it.each([[["frobnicate"]], [["-x"]], [[]], [["explain"]], [["gc", "--frobnicate"]]])(
    "such as the command line %j is a usage error",
    async (argv) => {
      const { status, stdout, stderr } = await glidein(argv);
      expect([status, stdout]).toEqual([64, ""]);
      expect(stderr).not.toBe("");
    },
  );

  it("in settings is a configuration error, every one of them named", async () => {
    const config = file("broken.toml", "GLIDEIN_CPUS = {}\nGLIDEIN_Site = [[1]]\n");
    const read = await glidein(["plan", "--root", root, "--config", config]);
    expect(read.status).toBe(78);
    expect(read.stderr).toContain(`${config}, line 1`);
    expect(read.stderr).toContain(`${config}, line 2`);
    const wrong = ["--set", "GLIDEIN_CPUS=many", "--walltime", "long", "--set", "GLIDEIN_Max_Idle=-1"];
    const { status, stderr } = await glidein(["plan", "--root", root, ...wrong]);
    expect(status).toBe(78);
    for (const [name, place] of [
      ["GLIDEIN_CPUS", "--set"],
      ["GLIDEIN_Max_Walltime", "option --walltime"],
      ["GLIDEIN_Max_Idle", "--set"],
    ])
      expect(stderr).toMatch(new RegExp(`${name} \\(${place}\\): ".*" is not a value[^]*?expected:[^]*?fix:`, "u"));
  });

  it.each(["plan", "explain"])("as a slot layout ends `glidein %s` with 78", async (command) => {
    const { status, stderr } = await glidein([...withName(command), "--root", root, "--resource-slots", "ioslot,2,x"]);
    expect(status).toBe(78);
    expect(stderr).toContain("GLIDEIN_Resource_Slots");
  });

  it("does not stop a plan when it is only missing: no pool and no credential are findings", async () => {
    const { verdict, slots, lifetime } = await plan("--root", root);
    expect(verdict.decision).toBe("refuse");
    expect(verdict.because).toEqual(expect.arrayContaining(["pool-missing"]));
    expect(slots[0].cpus).toBe(8);
    expect(lifetime.winner).toBe("entry:GLIDEIN_Retire_Time");
  });
});

describe("output", () => {
  it("is JSON in a pipe and text on a terminal, unless a form is asked for", async () => {
    for (const command of ["facts", "plan"]) {
      expect(() => json("") as unknown).toThrow();
      json((await glidein([command, "--root", root])).stdout);
      expect((await glidein([command, "--root", root], { terminal: true })).stdout).not.toMatch(/^\{/u);
      json((await glidein([command, "--format", "json", "--root", root], { terminal: true })).stdout);
    }
    expect((await glidein(["plan", "--format", "condor-config", "--root", root])).stdout).toContain("\nSTARTD_ATTRS");
  });
});
