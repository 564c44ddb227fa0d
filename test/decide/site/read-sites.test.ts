import { describe, expect, it } from "vitest";
import { readSites } from "../../../src/decide/site/read-sites.ts";
import { recogniseSite, type Signs } from "../../../src/decide/site/recognise-site.ts";
import { shippedSites } from "../../../src/decide/site/shipped-sites.ts";
import type { Site } from "../../../src/decide/site/site.ts";

const table = `# ours
[site.hpc-one]
doc = "Ours"
when.host = "nid*.example.org"
modules = ["apptainer/1.3", "htcondor"]
scratch = ["$SCRATCH_LOCAL", "/local"]

[site.hpc-one.container]
binds = ["/lustre", "/opt/site:/opt/site:ro"]
options = ["--nv", "--no-home"]
images = { default = "/images/el9.sif", rhel8 = "/images/el8" }

[site.hpc-one.limits]
walltime_margin = "5m"
memory_reserve = 2048

[site.hpc-one.settings]
GLIDEIN_Max_Idle = 60
`;

const read = (text: string): readonly Site[] => {
  const sites = readSites("/etc/glidein/sites.toml", text);
  if (!sites.ok) throw new Error(JSON.stringify(sites.error));
  return sites.value;
};
const wrong = (text: string): readonly string[] => {
  const sites = readSites("t", text);
  return sites.ok ? [] : sites.error.map(({ line, problem }) => `${line ?? "?"}: ${problem}`);
};

describe("a table of sites", () => {
  it("becomes values of settings, each with its place", () => {
    const [site] = read(table);
    expect(site).toMatchObject({ name: "hpc-one", line: 2, doc: "Ours" });
    expect(site?.values.map(({ name, text, line, key }) => [name, text, line, key])).toEqual([
      ["GLIDEIN_Modules", "apptainer/1.3,htcondor", 5, "modules"],
      ["GLIDEIN_Scratch", "$SCRATCH_LOCAL,/local", 6, "scratch"],
      ["GLIDEIN_SINGULARITY_BINDPATH_DEFAULT", "/lustre,/opt/site:/opt/site:ro", 9, "container.binds"],
      ["GLIDEIN_SINGULARITY_OPTS", "--nv --no-home", 10, "container.options"],
      ["GLIDEIN_Batch_Margin", "5m", 14, "limits.walltime_margin"],
      ["GLIDEIN_Memory_Reserve", "2048", 15, "limits.memory_reserve"],
      ["GLIDEIN_Max_Idle", "60", 18, "settings.GLIDEIN_Max_Idle"],
      ["SINGULARITY_IMAGES_DICT", "default:/images/el9.sif,rhel8:/images/el8", null, "container.images"],
    ]);
  });

  it.each([
    ['[sites.a]\nscratch = "/x"', ['1: "sites" is no key here; did you mean site?; a site is a table [site.NAME]']],
    ['[site.a]\nscrach = "/x"', ['2: site.a: "scrach" is no key of a site; did you mean scratch?']],
    [
      "[site.a]\n\n[site.a.limits]\nwalltime_margn = 3",
      ['4: site.a: "limits.walltime_margn" is no key of a site; did you mean limits.walltime_margin?'],
    ],
    [
      '[site.a]\nwhen.hosts = "n*"',
      [
        '2: site.a: when."hosts" is no sign of a site; did you mean host?; signs are host, environment, cluster, batch, file',
      ],
    ],
    [
      "[site.a.settings]\nGLIDEIN_CPU = 3",
      [
        '2: site.a: settings."GLIDEIN_CPU" is no setting of glidein; did you mean GLIDEIN_CPUS? (see `glidein help settings`)',
      ],
    ],
    [
      '[site.a]\nlimits.walltime_margin = "soon"',
      [
        '2: site.a: limits.walltime_margin is "soon"; expected a duration in seconds, or with s, m, h, d, or H:MM:SS from 0 to 2147483647',
      ],
    ],
    ['[site.a]\nscratch = ["/a,/b"]', ['2: site.a: scratch has an item with a comma in it: "/a,/b"']],
    [
      '[site.a]\ncontainer.options = ["--bind /a"]',
      ['2: site.a: container.options has an item with a blank in it: "--bind /a"'],
    ],
    [
      '[site.none]\nscratch = "/x"',
      ["1: \"none\" cannot be the name of a site: 1-64 letters, digits, '_', '.', '-', beginning with a letter"],
    ],
    ["site = 3", ["1: site is not a table; a site is a table [site.NAME]"]],
    ["[site]\na = 3", ["2: site.a is not a table"]],
    ["[site.a]\nwhen = 3", ["2: site.a: when is not a table"]],
    ["[site.a]\nwhen.host = [1]", ["2: site.a: when.host is neither a text nor a list of texts"]],
    [
      "[site.a]\nwhen.batch = ['slurm', 'slrm']",
      ['2: site.a: when.batch is "slrm"; expected Batch system whose variables are there: slurm, pbs,'],
    ],
    ["[site.a]\nwhen.file = 'opt/cray'", ['2: site.a: when.file is "opt/cray"; expected An absolute path']],
    ["[site.a]\nmodules = 2026-01-01", ["2: site.a: modules is neither a text nor a list of texts"]],
    ["[site.a]\nmodules.x = 1", ["2: site.a: modules is neither a text nor a list of texts"]],
    [
      "[site.a]\nsettings.GLIDEIN_Site_Table = 'b'",
      ["2: site.a: settings.GLIDEIN_Site_Table cannot be set by a table of sites"],
    ],
    ["[site.a]\nmodules = ", ["2: is not TOML: "]],
    [`[site.a]\n${"x.".repeat(30)}y = 1`, ['2: site.a: "x" is no key of a site']],
  ])("that says %j is refused with the place and what was meant", (text, problems) => {
    const found = wrong(text);
    expect(found.length).toBeGreaterThan(0);
    for (const [index, problem] of problems.entries()) expect(found[index]).toContain(problem);
  });

  it("tells a heading that is none once, whatever stands below it", () => {
    expect(wrong('[sites.a]\nscratch = "/x"\n[site.b.contaner]\nbinds = "/x"\noptions = "-x"')).toEqual([
      expect.stringContaining('"sites" is no key here'),
      expect.stringContaining('"contaner" is no key of a site; did you mean container?'),
    ]);
  });

  it("takes batch systems by pattern", () => {
    expect(wrong('[site.a]\nwhen.batch = ["Slurm", "*condor"]')).toEqual([]);
  });

  it("names all mistakes at once, and names like those of objects are mistakes", () => {
    expect(wrong('[site.a]\nconstructor = "x"\n__proto__ = 3\nsettings.toString = 1\nwhen.valueOf = "x"')).toHaveLength(
      4,
    );
  });

  it("is right as it comes with the program, and every site in it says what it is", () => {
    for (const { doc, name } of read(shippedSites)) expect([name, doc]).not.toEqual([name, ""]);
  });
});

describe("a site is recognised", () => {
  const nowhere: Signs = { hosts: [], env: {}, clusters: [], batch: [], files: new Set() };
  const sites = read(`
[site.host]
when.host = ["login*", "nid0????"]
[site.both]
when.environment = ["HPC", "MACHINE=big-*"]
when.file = "/etc/big"
[site.cluster]
when.cluster = "perl*"
[site.batch]
when.batch = ["lsf", "pbs"]
[site.never]
scratch = "/x"
`);
  const by = (seen: Partial<Signs>) => {
    const { site, because } = recogniseSite(sites, { ...nowhere, ...seen });
    return [site?.name ?? null, ...because];
  };

  it("by every kind of sign, of which all must be there", () => {
    expect(by({ hosts: ["NID00012"] })).toEqual(["host", "host name NID00012"]);
    expect(by({ hosts: ["nid0001"] })[0]).toBeNull();
    expect(by({ env: { MACHINE: "big-2" } })[0]).toBeNull();
    expect(by({ env: { MACHINE: "big-2" }, files: new Set(["/etc/big"]) })).toEqual([
      "both",
      "environment MACHINE",
      "file /etc/big",
    ]);
    expect(by({ env: { HPC: "" }, files: new Set(["/etc/big"]) })[0]).toBeNull();
    expect(by({ clusters: [{ name: "perlmutter", from: "SLURM_CLUSTER_NAME" }] })).toEqual([
      "cluster",
      "cluster perlmutter (SLURM_CLUSTER_NAME)",
    ]);
    expect(by({ batch: [{ system: "pbs", from: "PBS_JOBID" }] })).toEqual(["batch", "batch system pbs (PBS_JOBID)"]);
    expect(by({})).toEqual([null, "none of the 4 sites of the tables has its signs here"]);
  });

  it("by the first of several whose signs are all there", () => {
    expect(by({ hosts: ["login1"], batch: [{ system: "lsf", from: "LSB_JOBID" }] })[0]).toBe("host");
  });

  it("in no time by patterns that make others slow", () => {
    const slow = read(`[site.a]\nwhen.host = "${"a*".repeat(40)}b"`);
    expect(recogniseSite(slow, { ...nowhere, hosts: ["a".repeat(255)] }).site).toBeNull();
  });
});
