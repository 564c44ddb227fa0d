import { describe, expect, it } from "vitest";
import type { MemoryHost, MemoryNode } from "../../../src/host/memory-host.ts";
import type { ContainerFacts } from "../../../src/model/facts/container.ts";
import type { SettingName } from "../../../src/model/settings.ts";
import { searchContainer } from "../../../src/probe/container/search-container.ts";
import { settingsWith } from "../../decide/settings-with.ts";
import { type FakeRuntime, nodeWith } from "./runtime-node.ts";

const image = { directory: "/tmp/glidein-image-1", token: "glidein-token", close: () => undefined };
type Written = Partial<Record<SettingName, string>>;
const search = (host: MemoryHost, written: Written = {}, condor: string | null = null): Promise<ContainerFacts> =>
  searchContainer(host, settingsWith(written), { image, condor });
const probe = (runtime: FakeRuntime = {}, node: MemoryNode = {}, written: Written = {}): Promise<ContainerFacts> =>
  search(nodeWith(runtime, node), written);
const trail = ({ tried }: ContainerFacts): readonly string[] =>
  tried.map(({ origin, path, works }) => `${origin}: ${path}${works ? " works" : ""}`);

const nowhere = "/cvmfs/oasis.opensciencegrid.org/mis/singularity/bin/singularity";

describe("the search goes in GlideinWMS's order", () => {
  const broken: FakeRuntime = { exec: () => ({ stderr: "FATAL: broken" }) };
  const program = (...paths: readonly string[]): MemoryNode => ({
    files: Object.fromEntries(paths.map((path) => [path, "program"])),
    modes: Object.fromEntries(paths.map((path) => [path, 0o755])),
  });

  it("through override, suggestion, PATH, HTCondor's own and OSG's, and keeps every outcome", async () => {
    const paths = [
      "/over/apptainer",
      "/site/singularity",
      "/usr/bin/singularity",
      "/condor/usr/libexec/apptainer",
      "/cvmfs/oasis.opensciencegrid.org/mis/singularity/bin/apptainer",
    ];
    const host = nodeWith(broken, { ...program(...paths), env: { PATH: "/usr/bin:relative:/usr/bin:/sbin" } });
    const facts = await search(
      host,
      { GLIDEIN_SINGULARITY_BINARY_OVERRIDE: "/none:/over", SINGULARITY_BIN: "/site" },
      "/condor",
    );
    expect(trail(facts)).toEqual([
      "GLIDEIN_SINGULARITY_BINARY_OVERRIDE: /over/apptainer",
      "SINGULARITY_BIN /site: /site/singularity",
      "PATH apptainer: /usr/bin/apptainer",
      "PATH singularity: /usr/bin/singularity",
      "HTCondor's own: /condor/usr/libexec/apptainer",
      "OSG_SINGULARITY_BINARY: /cvmfs/oasis.opensciencegrid.org/mis/singularity/bin/apptainer",
    ]);
    expect(facts.working).toBeNull();
  });

  it("and ends with the first that works", async () => {
    const runtime: FakeRuntime = {
      exec: (_, path) => (path === "/usr/bin/apptainer" ? null : { stderr: "FATAL: broken" }),
    };
    const facts = await probe(runtime, program("/over/tool", "/usr/bin/singularity"), {
      GLIDEIN_SINGULARITY_BINARY_OVERRIDE: "/over/tool",
    });
    expect(trail(facts)).toEqual([
      "GLIDEIN_SINGULARITY_BINARY_OVERRIDE: /over/tool",
      "PATH apptainer: /usr/bin/apptainer works",
    ]);
  });

  it.each([
    ["", "SINGULARITY_BIN OSG: /osg/bin/apptainer"],
    ["OSG", "SINGULARITY_BIN OSG: /osg/bin/apptainer"],
    ["CONDOR", "SINGULARITY_BIN CONDOR: /condor/libexec/apptainer"],
    ["PATH", "PATH apptainer: /usr/bin/apptainer"],
    ["PASS", "PATH apptainer: /usr/bin/apptainer"],
    ["/usr/bin/apptainer", "SINGULARITY_BIN /usr/bin/apptainer: /usr/bin/apptainer"],
  ])("SINGULARITY_BIN %j begins with %s", async (value, first) => {
    const host = nodeWith(broken, program("/osg/bin/apptainer", "/condor/libexec/apptainer"));
    const facts = await search(
      host,
      { SINGULARITY_BIN: value, OSG_SINGULARITY_BINARY: "/osg/bin/singularity" },
      "/condor",
    );
    expect(trail(facts)[0]).toBe(first);
  });

  it("says of settings that lead nowhere what is wrong", async () => {
    const facts = await probe({}, {}, { GLIDEIN_SINGULARITY_BINARY_OVERRIDE: "/none", SINGULARITY_BIN: "NONE" });
    expect(facts.tried.slice(0, 2)).toMatchObject([
      {
        path: "/none",
        outcome: "it does not exist",
        works: false,
        fix: expect.stringContaining("GLIDEIN_SINGULARITY_BINARY_OVERRIDE"),
      },
      { path: "NONE", fix: expect.stringContaining("GLIDEIN_SINGULARITY_REQUIRE") },
    ]);
    const bogus = await probe({}, {}, { GLIDEIN_SINGULARITY_BINARY_OVERRIDE: "/a:/b", SINGULARITY_BIN: "/bogus" });
    expect(bogus.tried.slice(0, 2).map(({ outcome }) => outcome)).toEqual([
      "no singularity and no apptainer is in it",
      "no apptainer and no singularity is in it",
    ]);
  });

  it("looks for CVMFS where it is mounted", async () => {
    const facts = await probe(broken, program(`/mnt/${nowhere.slice(1)}`), {
      CVMFS_MOUNT_DIR: "/mnt/cvmfs/",
      SINGULARITY_BIN: "PATH",
    });
    expect(trail(facts).at(-1)).toBe(`OSG_SINGULARITY_BINARY: /mnt${nowhere}`);
  });

  it("tries one program once, whatever its names", async () => {
    const files = { "/usr/bin/singularity": { link: "apptainer" }, "/bin": { link: "usr/bin" } } as const;
    const facts = await probe(broken, { files, env: { PATH: "/usr/bin" } });
    expect(facts.tried.map(({ outcome }) => outcome)).toEqual([
      expect.stringContaining("broken"),
      "it is the same program as /usr/bin/apptainer",
      "it is not there",
    ]);
  });

  it("says so where there is none at all", async () => {
    const facts = await probe({}, { env: { PATH: "/opt/bin" } });
    expect(trail(facts)).toEqual([
      "PATH apptainer: apptainer",
      "PATH singularity: singularity",
      `OSG_SINGULARITY_BINARY: ${nowhere}`,
    ]);
    expect(facts.tried[0]?.outcome).toBe("it is in no directory of PATH");
  });

  it("does not run hundreds", async () => {
    const directories = Array.from({ length: 100 }, (_, index) => `/d${index}`);
    const facts = await probe(broken, {
      ...program(...directories.map((directory) => `${directory}/apptainer`)),
      env: { PATH: directories.join(":") },
    });
    expect(facts.tried.filter(({ attempts }) => attempts.length > 0)).toHaveLength(12);
    expect(facts.tried.find(({ attempts }) => attempts.length === 0)?.outcome).toContain(
      "not tried, because 12 candidates were",
    );
  });
});

describe("what can be seen of a program keeps it from being run", () => {
  it.each<[string, MemoryNode, FakeRuntime, string]>([
    ["is a directory", { env: { PATH: "/d" }, directories: ["/d/apptainer"] }, {}, "it is a directory, not a program"],
    ["is not executable", { modes: { "/usr/bin/apptainer": 0o644 } }, {}, "it is not executable for us"],
    [
      "leads nowhere",
      { files: { "/usr/bin/apptainer": { link: "/none" } } },
      {},
      "it is a symbolic link that leads nowhere",
    ],
    [
      "hangs",
      { files: { "/usr/bin/apptainer": { failure: { code: "timeout", what: "the mount /usr does not answer" } } } },
      {},
      "the mount /usr does not answer",
    ],
    ["is for another processor", {}, { machine: 183 }, "it was built for aarch64, and this node is x86_64"],
  ])("that %s", async (_, node, runtime, outcome) => {
    const host = nodeWith(runtime, node);
    const { tried, working } = await search(host);
    expect(tried[0]).toMatchObject({ works: false, outcome });
    expect(working).toBeNull();
    expect(host.commands.filter(([, first]) => first === "exec")).toEqual([]);
  });

  it("whose path HTCondor's configuration cannot hold", async () => {
    const path = "/odd\nname/apptainer";
    const { tried } = await probe(
      {},
      { files: { [path]: "x" }, modes: { [path]: 0o755 }, env: { PATH: "/odd\nname" } },
    );
    expect(tried[0]).toMatchObject({
      path: "/odd\\nname/apptainer",
      outcome: expect.stringContaining("configuration cannot hold"),
    });
  });
});

describe("on a recorded node", () => {
  it("what was not recorded is said to be not tried", async () => {
    const recorded = nodeWith({}, { mode: "tree" });
    recorded.command = async () => ({ ok: false, error: { code: "not-recorded", what: "not run" } });
    const facts = await searchContainer(recorded, settingsWith(), { image: null });
    expect(facts.tried[0]).toMatchObject({
      path: "/usr/bin/apptainer",
      works: false,
      outcome: "not tried on a recorded node",
    });
    expect(facts.working).toBeNull();
  });

  it("what was recorded is replayed, with the token of the same draw", async () => {
    const facts = await searchContainer(nodeWith({}, { mode: "tree", random: 0.25 }), settingsWith(), { image: null });
    expect(facts.working).toMatchObject({ mode: "unprivileged" });
  });
});

it("nothing is run where our image could not be written", async () => {
  const host = nodeWith({});
  for (const written of [{ problem: "/tmp: ENOSPC" }, null]) {
    const { tried } = await searchContainer(host, settingsWith(), { image: written });
    expect(tried[0]).toMatchObject({
      works: false,
      outcome: expect.stringMatching(/^not tried, because our image could not be written: /),
    });
  }
  expect(host.commands).toEqual([]);
});
