// The two module systems that sites have, as Debian packages them, and modules as people write them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { moduleSystems, modulesRoot, type WorkerNode } from "../bed/index.ts";
import { payload, type Rig, startRig } from "./rig/rig.ts";

let rig: Rig;
let node: WorkerNode;

/** Both systems read Tcl. */
const modulefiles = {
  "fast/1.0": "prepend-path PATH /opt/fast-1.0/bin\nsetenv FAST old\n",
  "fast/2.0": "prepend-path PATH /opt/fast-2.0/bin\nsetenv FAST new\n",
  "odd/1": 'setenv ODD {a "quoted" $value; with `signs` and \\ and = and spaces}\nunsetenv KEPT\n',
  "loud/1": 'puts stderr "welcome to loud"\nsetenv LOUD yes\n',
  "hostile/1":
    "setenv LD_PRELOAD /x.so\nsetenv PYTHONPATH /evil\nsetenv HARMLESS 1\nappend-path LD_LIBRARY_PATH /evil\n",
  "broken/1": "this-is-no-command\n",
};

const mapped = (directory: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).map(([name, body]) => [`${directory}/${name}`, body]));

beforeAll(async () => {
  rig = await startRig();
  const directory = join(rig.pool.directory, "modulefiles");
  // In a place of its own: to say what it knows of a module that is not there, Lmod reads all of them.
  const files = { ...mapped("all", modulefiles), "slow/slow/1": "after 120000\n" };
  for (const [name, body] of Object.entries(files)) {
    mkdirSync(join(directory, name, ".."), { recursive: true });
    writeFileSync(join(directory, name), `#%Module1.0\n${body}`);
  }
  node = await rig.node({
    root: await modulesRoot(rig.bed),
    mounts: [{ source: directory, target: "/modulefiles" }],
  });
});
afterAll(() => rig?.stop());

// oxlint-disable-next-line typescript/no-explicit-any -- a document of the program
async function load(system: keyof typeof moduleSystems, names: string, directory = "all"): Promise<any> {
  const ran = await node.exec(
    [
      payload,
      "facts",
      "--format",
      "json",
      "--offline",
      "--modules",
      names,
      "--set",
      "GLIDEIN_SINGULARITY_REQUIRE=NEVER",
    ],
    {
      env: {
        PATH: "/usr/bin:/bin",
        HOME: "/home/pilot",
        KEPT: "1",
        MODULESHOME: moduleSystems[system],
        MODULEPATH: `/modulefiles/${directory}`,
      },
    },
  );
  expect(ran.stderr).toBe("");
  return JSON.parse(ran.stdout).siteTable.modules;
}

describe.each(["environment-modules", "lmod"] as const)("%s", (system) => {
  it("gives what modules changed, and not what it notes down for itself", async () => {
    const facts = await load(system, "fast/1.0,loud,odd");
    expect(facts.problem).toBe("");
    expect(facts.system).toBe(`${moduleSystems[system]}/init/sh`);
    expect(facts.modules.map(({ name, loaded }: { name: string; loaded: boolean }) => [name, loaded])).toEqual([
      ["fast/1.0", true],
      ["loud", true],
      ["odd", true],
    ]);
    expect(facts.changes).toEqual({
      FAST: "old",
      KEPT: null,
      LOUD: "yes",
      ODD: 'a "quoted" $value; with `signs` and \\ and = and spaces',
      PATH: "/opt/fast-1.0/bin:/usr/bin:/bin",
    });
  });

  it("takes the newest of a name, and goes on after modules that are not there or broken", async () => {
    const facts = await load(system, "none/7,broken,hostile,fast");
    expect(facts.modules.map(({ loaded }: { loaded: boolean }) => loaded)).toEqual([false, false, true, true]);
    for (const { loaded, said } of facts.modules) expect(said === "").toBe(loaded);
    expect(facts.changes).toMatchObject({ FAST: "new", HARMLESS: "1", PATH: "/opt/fast-2.0/bin:/usr/bin:/bin" });
    expect(Object.keys(facts.changes)).not.toContain("LD_PRELOAD");
    expect(facts.withheld).toEqual(expect.arrayContaining(["LD_LIBRARY_PATH", "LD_PRELOAD", "PYTHONPATH"]));
  });
});

it("gives a module up that hangs, with the shell that loads it", async () => {
  const facts = await load("lmod", "slow", "slow");
  expect(facts.problem).toContain("loading slow did not end within 30 s");
  expect(node.processes().filter(({ command }) => /tclsh|lua/u.test(command))).toEqual([]);
});
