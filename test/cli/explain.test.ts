import { describe, expect, it } from "vitest";
import { glidein, json } from "./command-line.ts";
import { exampleNode, exampleNodes } from "./nodes.ts";

const shared = exampleNode("slurm-shared-node").argv;
const explain = (...names: readonly string[]) => glidein(["explain", ...shared, ...names]);

/** Names of everything that lost, at any depth. */
const losers = ({ source, overrode = [] }: Explanation): readonly string[] => [
  ...overrode.flatMap(({ name, sourced }) => [name, ...losers(sourced)]),
  ...(source.inputs ?? []).flatMap(({ sourced }) => losers(sourced)),
];
interface Explanation {
  readonly value: unknown;
  readonly source: { readonly kind: string; readonly inputs?: readonly { name: string; sourced: Explanation }[] };
  readonly overrode?: readonly { name: string; sourced: Explanation }[];
}

/** Every path of a document. */
const pathsOf = (value: unknown, path = ""): readonly string[] =>
  typeof value !== "object" || value === null
    ? [path]
    : [
        ...(path === "" ? [] : [path]),
        ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, path === "" ? key : `${path}.${key}`)),
      ];

describe("glidein explain", () => {
  it("shows the conflict: Slurm says 8, the affinity mask 4, Machine/Job Features 16, and 4 wins", async () => {
    const { status, stdout } = await explain("cpus");
    expect(status).toBe(0);
    const [first, ...below] = stdout.trimEnd().split("\n");
    expect(first).toMatch(/^cpus = 4 .*affinity/u);
    expect(below).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/over slurm SLURM_CPUS_ON_NODE = 8 /u),
        expect.stringMatching(/over mjf allocated_cpu = 16 /u),
        expect.stringMatching(/over \/sys\/devices\/system\/cpu\/online = 64 /u),
      ]),
    );
  });

  it("shows the same as JSON, with the values that lost", async () => {
    const found = json((await explain("resources.cpus", "GLIDEIN_ToDie", "--format", "json")).stdout);
    expect(Object.keys(found)).toEqual(["resources.cpus", "GLIDEIN_ToDie"]);
    expect(found["resources.cpus"].value).toBe(4);
    expect(losers(found["resources.cpus"])).toEqual(
      expect.arrayContaining(["slurm SLURM_CPUS_ON_NODE", "mjf allocated_cpu", "mjf total_cpu"]),
    );
    expect(losers(found["GLIDEIN_ToDie"])).toEqual(
      expect.arrayContaining(["mjf:wall_limit_secs", "mjf:cpu_limit_secs"]),
    );
  });

  it.each(exampleNodes)(
    "has an answer for every field and attribute of the plan of $name, with its value",
    async ({ argv }) => {
      const plan = json((await glidein(["plan", "--format", "json", ...argv])).stdout);
      const { attributes, ...fields } = plan;
      const names = [...pathsOf(fields), ...Object.keys(attributes)];
      const { status, stderr, stdout } = await glidein(["explain", "--format", "json", ...argv, ...names]);
      expect(stderr).toBe("");
      expect(status).toBe(0);
      const found = json(stdout);
      for (const name of names) expect(Object.hasOwn(found, name), name).toBe(true);
      for (const [name, attribute] of Object.entries(attributes))
        expect(found[name].value).toEqual((attribute as { value: unknown }).value);
      for (const name of [
        "resources.memoryMiB",
        "lifetime.dieAt",
        "lifetime.startedAt",
        "container.mode",
        "slots.0.cpus",
      ])
        expect(found[name].value).toEqual(name.split(".").reduce((value, key) => value[key], plan));
      // Text for people has an answer to each as well, one tree a name.
      const shown = await glidein(["explain", ...argv, ...names]);
      expect(shown.stdout.split("\n\n")).toHaveLength(names.length);
    },
  );

  it("takes short names, brackets, any case, settings and facts", async () => {
    const names = ["dieAt", "MEMORY", "disk", "winner", "slots[0].cpus", "glidein_todie", "GLIDEIN_Max_Idle", "name"];
    const facts = ["clock.now", "features.machine.total_cpu", "batch.jobs.0.nodeName", "system.os.id"];
    const { status, stderr } = await explain(...names, ...facts);
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it("names each unknown name with the nearest that exists, and still answers the others", async () => {
    const { status, stdout, stderr } = await explain("resurces.cpus", "GLIDEIN_ToDy", "cpus", "qqqq");
    expect(status).toBe(64);
    expect(stdout).toMatch(/^cpus = 4/u);
    expect(stderr).toContain("Perhaps resources.cpus.");
    expect(stderr).toContain("Perhaps GLIDEIN_ToDie.");
    expect(stderr).toMatch(/"qqqq".*\n +fix: +Names are those of/u);
  });

  it("shows where a setting comes from, and over what", async () => {
    const { stdout } = await glidein(["explain", ...shared, "--set", "GLIDEIN_Max_Idle=7", "GLIDEIN_Max_Idle"]);
    expect(stdout).toBe(
      "GLIDEIN_Max_Idle = 7   --set GLIDEIN_Max_Idle\n└─ over GLIDEIN_Max_Idle = 1200   default of GLIDEIN_Max_Idle\n",
    );
  });

  it("never writes what a terminal obeys", async () => {
    const { stdout } = await explain("verdict", "condorConfig", "features.job.grace_secs_job");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is the point
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f\u202e]/u);
  });
});
