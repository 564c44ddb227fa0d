// A real shell, and module systems as small as they can be: a file that defines `module`. The real ones are in the bed.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LiveHost } from "../../../src/host/live-host.ts";
import type { ModuleFacts } from "../../../src/model/facts/site-table.ts";
import { loadModules } from "../../../src/probe/modules/load-modules.ts";
import { findModuleSystem } from "../../../src/probe/modules/module-system.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "modules-"));
  mkdirSync(join(home, "init"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const env = { PATH: "/usr/bin:/bin", KEPT: "as it is" };

async function load(
  init: string,
  names: readonly string[],
  more: Readonly<Record<string, string>> = {},
  limitMs?: number,
): Promise<ModuleFacts> {
  writeFileSync(join(home, "init/sh"), init);
  const host = new LiveHost({ env: { ...env, MODULESHOME: home, ...more } });
  return loadModules(host, await findModuleSystem(host, true), names, limitMs);
}

/** `module load NAME` runs the function of that name. */
const system = (functions: string): string =>
  `module() { shift; "$@"; LOADEDMODULES=\${LOADEDMODULES:+$LOADEDMODULES:}$1; export LOADEDMODULES; }\n${functions}`;

describe("loading modules", () => {
  it("gives exactly what they changed, in order", async () => {
    const facts = await load(
      system(
        "one() { export PATH=/opt/one:$PATH ONE=1; }\ntwo() { export PATH=/opt/two:$PATH ONE=2; unset KEPT; }\nAT_START=1; export AT_START",
      ),
      ["one", "two"],
    );
    expect(facts).toEqual({
      system: join(home, "init/sh"),
      modules: [
        { name: "one", loaded: true, said: "" },
        { name: "two", loaded: true, said: "" },
      ],
      changes: { KEPT: null, ONE: "2", PATH: "/opt/two:/opt/one:/usr/bin:/bin" },
      withheld: [],
      problem: "",
      timedOut: false,
    });
  });

  it("is not misled by what set-up files and modules print, nor by values that look like marks", async () => {
    const value = "first\n=glidein end\n=glidein status 7";
    const facts = await load(
      `echo welcome; printf '=glidein before\\0X=1\\0'\n${system(`one() { echo PATH=/evil; printf 'A=1\\0=glidein end\\0'; echo loud >&2; export TEXT='${value}'; }`)}`,
      ["one"],
    );
    expect(facts.changes).toEqual({ TEXT: value });
    expect(facts.modules).toEqual([{ name: "one", loaded: true, said: "" }]);
  });

  it("withholds what the written rule removes, and says so", async () => {
    const facts = await load(
      system("one() { export LD_PRELOAD=/x.so PYTHONPATH=/x LD_LIBRARY_PATH=/l MY_TOKEN=s3cret GOOD=1 BASH_ENV=/x; }"),
      ["one"],
    );
    expect(facts.changes).toEqual({ GOOD: "1" });
    expect(facts.withheld).toEqual(["BASH_ENV", "LD_LIBRARY_PATH", "LD_PRELOAD", "MY_TOKEN", "PYTHONPATH"]);
    expect(JSON.stringify(facts)).not.toContain("s3cret");
  });

  it("goes on after one that fails, and after one that takes PATH away", async () => {
    const facts = await load(
      `module() { shift; "$@"; }\nbad() { echo 'bad: no such module' >&2; return 1; }\nlost() { export PATH=/nowhere; }\ngood() { export GOOD=1; }\n`,
      ["bad", "lost", "good", "-x", "a b;rm"],
    );
    expect(facts.changes).toEqual({ GOOD: "1", PATH: "/nowhere" });
    expect(facts.modules.map(({ name, loaded }) => [name, loaded])).toEqual([
      ["bad", false],
      ["lost", true],
      ["good", true],
      ["-x", false],
      ["a b;rm", false],
    ]);
    expect(facts.modules[0]?.said).toContain("no such module");
    expect(facts.modules[4]?.said).toBe("it is no name of a module");
  });

  it("does not believe a status 0 after which nothing is different", async () => {
    const facts = await load("module() { echo 'unable to locate a modulefile' >&2; return 0; }", ["none"]);
    expect(facts.modules).toEqual([{ name: "none", loaded: false, said: "unable to locate a modulefile" }]);
  });

  it.each([
    ["ends the shell", "module() { exit 0; }", "the shell ended while module 1 was loaded"],
    ["becomes another program", "module() { exec true; }", "the shell ended while module 1 was loaded"],
    ["has no module command", "echo nothing", "its set-up file defines no command `module`"],
    ["ends in its set-up", "exit 3", "its set-up file ended the shell"],
    [
      "makes an environment with which nothing starts",
      'module() { big=$(head -c 200000 /dev/zero | tr "\\0" x); export big; }',
      "the environment could not be read after loading",
    ],
  ])("says what is wrong with one that %s", async (_, init, problem) => {
    const facts = await load(init, ["one"]);
    expect(facts.problem).toContain(problem);
    expect(facts.changes).toEqual({});
    expect(facts.modules).toMatchObject([{ name: "one", loaded: false }]);
  });

  it("ends one that hangs, with what it left in the background", async () => {
    const facts = await load("module() { sleep 600 & sleep 600; }", ["one"], {}, 2000);
    expect(facts.problem).toContain("loading one did not end within 2 s");
  });

  it("does not read for ever what a module prints", async () => {
    const facts = await load("module() { yes >&2; }", ["one"], {}, 2000);
    expect(facts.problem).not.toBe("");
    expect(JSON.stringify(facts).length).toBeLessThan(5000);
  });

  it("finds the usual programs also where a batch system gives no PATH", async () => {
    writeFileSync(join(home, "init/sh"), system("one() { export ONE=$(basename /a/b); }"));
    const host = new LiveHost({ env: { MODULESHOME: home } });
    const facts = await loadModules(host, await findModuleSystem(host, true), ["one"]);
    expect(facts.changes).toMatchObject({ ONE: "b" });
  });
});
