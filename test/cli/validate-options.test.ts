import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkDescriptions } from "../../src/cli/validation/describe-checks.ts";
import { profiles } from "../../src/decide/profiles.ts";
import { resolveSettings } from "../../src/decide/settings.ts";
import { glidein, json } from "./command-line.ts";
import { type ComposedNode, failed, onNode, ready, space } from "./composed-node.ts";

const directory = mkdtempSync(join(tmpdir(), "validate-options-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const validate = (node: ComposedNode, ...argv: string[]) =>
  onNode(node, (look) => glidein(["validate", ...look, ...argv]));
type Check = { id: string; status: string; before?: string; findings: { message: string }[]; facts?: object };
const checks = (stdout: string): readonly Check[] => json(stdout).checks;

const degraded = (): ComposedNode => {
  const node = ready();
  node.journal.statfs["/tmp"] = space(3);
  return node;
};
const closed = (): ComposedNode => {
  const node = ready();
  node.journal.connects["cm.example.org:9618"] = failed("io", "ECONNREFUSED");
  return node;
};

describe("exit statuses", () => {
  it.each([
    ["a healthy node", ready, [], 0],
    ["a degraded one", degraded, [], 0],
    ["a degraded one that counts", degraded, ["--strict"], 71],
    ["a failing one", closed, [], 71],
    ["a failing one whose check was demoted", closed, ["--warn-only", "collector-reachable"], 0],
    ["a failing one whose check was left out", closed, ["--skip", "collector-reachable"], 0],
    ["OK for a plug-in", ready, ["--format", "nagios"], 0],
    ["WARNING for a plug-in", degraded, ["--format", "nagios"], 1],
    ["CRITICAL for a plug-in", closed, ["--format", "nagios"], 2],
    ["UNKNOWN for a plug-in", ready, ["--format", "nagios", "--set", "GLIDEIN_CPUS=x"], 3],
  ] as const)("%s", async (_, node, argv, status) => {
    expect((await validate(node(), ...argv)).status).toBe(status);
  });
});

describe("choosing", () => {
  it("makes only the checks that are named", async () => {
    const { stdout } = await validate(ready(), "--only", "kernel,gpus", "--format", "json");
    expect(checks(stdout).map(({ id }) => id)).toEqual(["kernel", "gpus"]);
  });

  it.each([
    ["--only", "kernl", /Did you mean|--list/],
    ["--skip", "scratch", /Did you mean scratch-/],
    ["--profile", "nonsense", /htcondor-ce, slurm/],
    ["--profile", "/nonexistent/p.toml", /cannot be read/],
    ["--explain", "kernl", /--list/],
  ])("refuses %s %s and says what there is", async (option, value, says) => {
    const { status, stdout, stderr } = await validate(ready(), option, value);
    expect(status).toBe(64);
    expect(stdout).toBe("");
    expect(stderr).toMatch(says);
  });

  it("moves a threshold", async () => {
    const { stdout } = await validate(ready(), "--set", "GLIDEIN_Check_Open_Files=100000", "--format", "json");
    expect(checks(stdout).find(({ id }) => id === "open-files")?.status).toBe("warn");
  });

  it("shows every fact that was used", async () => {
    const { stdout } = await validate(ready(), "--only", "open-files", "--verbose", "--format", "json");
    expect(checks(stdout)[0]?.facts).toEqual({
      "system.limits.Max open files.soft": 65_536,
      "GLIDEIN_Check_Open_Files.value": 1024,
    });
  });
});

describe("profiles", () => {
  it.each(profiles)("$name names checks and settings that there are", ({ only, skip, warnOnly, settings }) => {
    const ids = checkDescriptions.map(({ id }) => id);
    expect([...only, ...skip, ...warnOnly].filter((id) => !ids.includes(id))).toEqual([]);
    const layer = Object.entries(settings).map(([name, text]) => ({
      name,
      text,
      source: { kind: "set", name } as const,
    }));
    expect(resolveSettings([layer])).toMatchObject({ ok: true, value: { warnings: [] } });
  });

  it.each(profiles.map(({ name }) => name))("%s finds nothing wrong with a healthy node", async (name) => {
    const { status, stdout } = await validate(ready(), "--profile", name, "--format", "json");
    expect(checks(stdout).filter((one) => one.status === "warn" || one.status === "fail")).toEqual([]);
    expect(status).toBe(0);
  });

  it("demote, skip and set, and what is said otherwise goes before them", async () => {
    const asked = ["--profile", "hpc", "--skip", "gpus", "--format", "json"];
    const { status, stdout } = await validate(closed(), ...asked, "--set", "GLIDEIN_Check_Wall_Time=5h");
    const of = (id: string): string | undefined => checks(stdout).find((one) => one.id === id)?.status;
    expect({ status, collector: of("collector-reachable") }).toEqual({ status: 0, collector: "warn" });
    expect([of("cvmfs-mounted"), of("gpus")]).toEqual(["skip", "skip"]);
  });

  it("are read from a file of one's own", async () => {
    const file = join(directory, "site.toml");
    writeFileSync(file, 'only = ["open-files", "kernel"]\nskip = ["kernel"]\nGLIDEIN_Check_Open_Files = 70000\n');
    const { stdout } = await validate(ready(), "--profile", file, "--format", "json");
    expect(checks(stdout).map(({ id, status }) => `${id} ${status}`)).toEqual(["kernel skip", "open-files warn"]);
  });

  it("are refused by name and line when they are no TOML", async () => {
    const file = join(directory, "broken.toml");
    writeFileSync(file, "skip = [\n");
    const { status, stderr } = await validate(ready(), "--profile", file);
    expect(status).toBe(78);
    expect(stderr).toContain("broken.toml");
  });
});

describe("only changes", () => {
  const state = join(directory, "state.json");
  const once = (node: ComposedNode) => validate(node, "--only-changes", "--state", state, "--format", "json");

  it("tells what is new, nothing while nothing is, and that it is over", async () => {
    const first = await once(degraded());
    expect(checks(first.stdout).map(({ id }) => id)).toEqual(["tmp-directory"]);
    expect((await once(degraded())).stdout).toBe("");
    const worse = await once(closed());
    expect(checks(worse.stdout).map(({ id, before, status }) => `${id}: ${before} ${status}`)).toEqual([
      "tmp-directory: warn pass",
      "collector-reachable: pass fail",
    ]);
    expect(worse.status).toBe(71);
    expect(await once(closed())).toMatchObject({ stdout: "", status: 71 });
    expect(JSON.parse(readFileSync(state, "utf8"))["collector-reachable"]).toBe("fail");
  });

  it("answers a plug-in each time", async () => {
    const again = () => validate(closed(), "--only-changes", "--state", state, "--format", "nagios");
    await again();
    expect((await again()).stdout).toMatch(/^GLIDEIN CRITICAL/);
  });

  it("says that results cannot be kept, and shows them all the same", async () => {
    const { stderr, stdout } = await validate(
      degraded(),
      "--only-changes",
      "--state",
      "/proc/no/state",
      "--format",
      "json",
    );
    expect(stderr).toContain("--state");
    expect(checks(stdout).map(({ id }) => id)).toEqual(["tmp-directory"]);
  });

  it("needs a place", async () => {
    const { status, stderr } = await validate(ready(), "--only-changes");
    expect(status).toBe(64);
    expect(stderr).toContain("--state FILE");
  });
});

describe("describing checks", () => {
  it("lists them all", async () => {
    const { stdout } = await glidein(["validate", "--list"]);
    expect(stdout.trimEnd().split("\n")).toHaveLength(checkDescriptions.length);
    expect(json((await glidein(["validate", "--list", "--format", "json"])).stdout)).toHaveLength(
      checkDescriptions.length,
    );
  });

  it.each(checkDescriptions)("explains $id with every setting that moves it", async ({ id, why, thresholds }) => {
    const { status, stdout } = await glidein(["validate", "--explain", id]);
    expect(status).toBe(0);
    expect(stdout).toContain(why);
    for (const { name } of thresholds) expect(stdout).toContain(name);
  });
});

describe("another account", () => {
  it("does not exist on a recorded node", async () => {
    const { status, stderr } = await validate(ready(), "--as", "nobody");
    expect(status).toBe(64);
    expect(stderr).toContain("a recorded node has no other account");
  });
});
