import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { glidein, json } from "./command-line.ts";
import { exampleNode } from "./nodes.ts";

const directory = mkdtempSync(join(tmpdir(), "glidein-sites-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const bare = exampleNode("bare");
const table = `[site.lab]
doc = "The lab"
when.environment = "LAB"
scratch = ["$LAB_SCRATCH/jobs", "/tmp"]
limits.memory_reserve = "1G"
interface = ["hsn0", "eth7"]
[site.lab.settings]
GLIDEIN_Max_Idle = 60
GLIDEIN_Site = "LAB-1"

[site.other]
limits.cpus = 1
`;

/** A copy of the bare node with a table of sites where the site's administrators put it. */
function node(name: string, text: string | null, mode = 0o644): readonly string[] {
  const root = join(directory, name);
  cpSync(join(bare.directory, "root"), root, { recursive: true });
  if (text !== null) {
    mkdirSync(join(root, "etc/glidein"), { recursive: true });
    writeFileSync(join(root, "etc/glidein/sites.toml"), text);
    chmodSync(join(root, "etc/glidein/sites.toml"), mode);
  }
  for (const state of ["lo", "eth7"]) {
    mkdirSync(join(root, "sys/class/net", state), { recursive: true });
    writeFileSync(join(root, "sys/class/net", state, "operstate"), "up\n");
  }
  const env = join(directory, `${name}.env`);
  writeFileSync(env, "PATH=/usr/bin\nLAB=1\n");
  return ["--root", root, "--env-file", env, ...bare.argv.slice(4)];
}

const document = async (command: "plan" | "facts" | "validate", argv: readonly string[]) => {
  const { stdout, stderr } = await glidein([command, "--format", "json", ...argv]);
  expect(stderr).toBe("");
  return json(stdout);
};

let lab: readonly string[];
beforeAll(() => {
  lab = node("lab", table);
});

describe("the site's own table", () => {
  it("is read where the node has it, and its values stand under what people wrote and over the defaults", async () => {
    const plan = await document("plan", lab);
    expect(plan.site).toEqual({ name: "lab", because: ["environment LAB"] });
    expect(plan.attributes.GLIDEIN_Max_Idle).toMatchObject({
      value: 60,
      source: { kind: "file", path: "/etc/glidein/sites.toml", line: 8, key: "site.lab.settings.GLIDEIN_Max_Idle" },
      overrode: [{ sourced: { value: 1200, source: { kind: "default" } } }],
    });
    expect(plan.attributes.GLIDEIN_Site.value).toBe("LAB-1");
    expect(plan.condorConfig).toMatch(/^NETWORK_INTERFACE = eth7$/mu);
    const asked = await document("plan", [...lab, "--set", "GLIDEIN_Max_Idle=99"]);
    expect(asked.attributes.GLIDEIN_Max_Idle).toMatchObject({
      value: 99,
      overrode: [{ sourced: { value: 60 } }, { sourced: { value: 1200 } }],
    });
    const other = await document("plan", [...lab, "--set", "GLIDEIN_Site_Table=none"]);
    expect(other.resources.memoryMiB - plan.resources.memoryMiB).toBe(1024);
  });

  it("is shown by explain with its file and line", async () => {
    const { stdout } = await glidein(["explain", "GLIDEIN_Max_Idle", "memory", ...lab]);
    expect(stdout).toContain("/etc/glidein/sites.toml:8 site.lab.settings.GLIDEIN_Max_Idle");
    expect(stdout).toContain("/etc/glidein/sites.toml:5 site.lab.limits.memory_reserve");
  });

  it("can be named, by itself or with the site's name, or left out", async () => {
    const named = await document("plan", [...lab, "--set", "GLIDEIN_Site_Table=other"]);
    expect(named.site).toEqual({
      name: "other",
      because: ["GLIDEIN_Site_Table (--set GLIDEIN_Site_Table) "].map((one) => one.trim()),
    });
    expect(named.resources.cpus).toBe(1);
    expect((await document("plan", [...lab, "--site", "other"])).site.name).toBe("other");
    const none = await document("plan", [...lab, "--site", "none"]);
    expect(none.site.name).toBeNull();
    expect(none.attributes.GLIDEIN_Site).toBeUndefined();
    // A name that no table has is only published.
    const published = await document("plan", [...lab, "--site", "SOMEWHERE"]);
    expect([published.site.name, published.attributes.GLIDEIN_Site.value]).toEqual(["lab", "SOMEWHERE"]);
  });

  it("lacks the site that was named: refused, with the name that was probably meant", async () => {
    const { status, stderr } = await glidein(["plan", ...lab, "--set", "GLIDEIN_Site_Table=Lap"]);
    expect(status).toBe(78);
    expect(stderr).toContain("no table has a site Lap; did you mean lab?");
  });

  it("is passed over, and said, when it is broken or when everyone could write it", async () => {
    for (const [name, text, mode, why] of [
      [
        "broken",
        "[site.lab]\nscrach = 1\n",
        0o644,
        'line 2: site.lab: "scrach" is no key of a site; did you mean scratch?',
      ],
      ["open", table, 0o666, "/etc/glidein/sites.toml is writable by everyone"],
    ] as const) {
      const argv = node(name, text, mode);
      const { checks } = await document("validate", [...argv, "--only", "site-tables"]);
      expect(checks[0]).toMatchObject({ id: "site-tables", status: "warn" });
      expect(checks[0].findings[0].message).toBe(`the table of sites /etc/glidein/sites.toml is not used: ${why}`);
      expect((await document("plan", argv)).site.name).toBeNull();
    }
  });

  it("comes after one that was given, which must be good", async () => {
    const argv = node("given", table);
    const root = argv[1] ?? "";
    writeFileSync(join(root, "etc/ours.toml"), '[site.mine]\nwhen.environment = "LAB"\n');
    expect((await document("plan", [...argv, "--sites", "/etc/ours.toml"])).site.name).toBe("mine");
    writeFileSync(
      join(root, "etc/ours.toml"),
      '[site.mine]\nwhen.environment = "LAB"\nmodule = "x"\n[site.more]\nlimits.cpus = "a lot"\n',
    );
    const refused = await glidein(["plan", ...argv, "--sites", "/etc/ours.toml"]);
    expect(refused.status).toBe(78);
    expect(refused.stderr).toContain(
      '/etc/ours.toml, line 3: site.mine: "module" is no key of a site; did you mean modules?',
    );
    expect(refused.stderr).toContain(
      '/etc/ours.toml, line 5: site.more: limits.cpus is "a lot"; expected auto, slot, node or a number',
    );
    const missing = await glidein(["plan", ...argv, "--sites", "/etc/none.toml"]);
    expect([missing.status, missing.stderr.includes("/etc/none.toml: ")]).toEqual([64, true]);
  });

  it("counts in a replay of the facts as it did when they were taken", async () => {
    const facts = join(directory, "lab.json");
    writeFileSync(facts, JSON.stringify(await document("facts", lab)));
    const plan = await document("plan", lab);
    expect(await document("plan", ["--facts", facts, ...bare.argv.slice(4)])).toEqual(plan);
  });

  it("brings scratch directories, by variables that are set", async () => {
    const argv = node("scratch", table);
    mkdirSync(join(argv[1] ?? "", "fast/jobs"), { recursive: true });
    writeFileSync(argv[3] ?? "", "PATH=/usr/bin\nLAB=1\nLAB_SCRATCH=/fast\nTMPDIR=/tmp\n");
    const { storage } = await document("facts", argv);
    expect(storage.scratch).toMatchObject({
      path: "/fast/jobs",
      from: "GLIDEIN_Scratch (/etc/glidein/sites.toml:4 site.lab.scratch)",
    });
    expect((await document("facts", lab)).storage.candidates[0].path).toBe("/tmp");
  });
});

describe("modules", () => {
  const home = join(directory, "module system");
  const recording = join(directory, "recorded");
  const env = { PATH: "/usr/bin:/bin", HOME: "/root", MODULESHOME: home };
  const module =
    'module() { echo loading; case $2 in fast) export PATH="$FAST:$PATH" LD_PRELOAD=/x;; *) echo "no $2" >&2; return 1;; esac; }';
  // No probe of the network or of containers: what they find is not the matter here.
  const quick = ["--set", "GLIDEIN_SINGULARITY_REQUIRE=NEVER", "--offline", "--seed", "1"];

  it("change what is looked at afterwards, and a recording of that replays without them", async () => {
    const release = join(directory, "fast condor");
    for (const one of ["init", "../fast condor/bin", "../fast condor/sbin"])
      mkdirSync(join(home, one), { recursive: true });
    writeFileSync(join(home, "init/sh"), `FAST='${release}/sbin'\n${module}\n`);
    writeFileSync(join(release, "sbin/condor_master"), "#!/bin/sh\n", { mode: 0o755 });
    const argv = ["--set", "GLIDEIN_Modules=fast,slow", ...quick];
    const seen = await glidein(["facts", "--format", "json", ...argv, "--record", recording], { env });
    const facts = json(seen.stdout);
    expect(facts.siteTable.modules).toMatchObject({
      system: join(home, "init/sh"),
      changes: { PATH: `${release}/sbin:/usr/bin:/bin` },
      withheld: ["LD_PRELOAD"],
      problem: "",
      modules: [
        { name: "fast", loaded: true },
        { name: "slow", loaded: false, said: "loading; no slow" },
      ],
    });
    expect(facts.condor.tree).toBe(release);
    rmSync(home, { recursive: true });
    rmSync(release, { recursive: true });
    const replayed = await glidein(["facts", "--format", "json", ...argv, "--root", recording]);
    expect(json(replayed.stdout)).toEqual(facts);
    const { checks } = json(
      (await glidein(["validate", "--format", "json", ...argv, "--only", "modules", "--root", recording])).stdout,
    );
    expect(checks[0].findings).toMatchObject([
      { severity: "warning", message: "module slow could not be loaded: loading; no slow" },
    ]);
  });

  it("are not loaded on a node that was only composed, and the check says so", async () => {
    const { checks } = await document("validate", [...lab, "--modules", "fast", "--only", "modules"]);
    expect(checks[0]).toMatchObject({
      status: "warn",
      findings: [{ message: "no module could be loaded: no module system was found on the node" }],
    });
  });
});

it("a table of nothing but mistakes is told by the first of them", async () => {
  const file = join(directory, "mistakes.toml");
  writeFileSync(file, `[site.a]\n${Array.from({ length: 500 }, (_, at) => `mistake${at} = 1`).join("\n")}`);
  chmodSync(file, 0o644);
  const { stderr } = await glidein(["plan", "--sites", file]);
  expect(stderr).toContain("; and 480 more");
  expect(stderr).not.toContain("mistake20");
});
