import { describe, expect, it } from "vitest";
import { settingNames } from "../../src/decide/settings.ts";
import { exitTable } from "../../src/exit.ts";
import { glidein } from "./command-line.ts";

const listed = (await glidein(["--help"])).stdout;
/** Below "Commands:", those of commands too. */
async function commandsIn(text: string, above = ""): Promise<readonly string[]> {
  const names = [...(/\nCommands:\n(?:.+\n)+/u.exec(text)?.[0] ?? "").matchAll(/^ {2}([a-z]+) /gmu)].map(
    ([, name]) => `${above}${name}`,
  );
  const own = names.filter((name) => !name.endsWith("help"));
  const deeper = own.map(async (name) =>
    commandsIn((await glidein([...name.split(" "), "--help"])).stdout, `${name} `),
  );
  return [...own, ...(await Promise.all(deeper)).flat()];
}
const commands = await commandsIn(listed);
const words = (name: string): readonly string[] => name.split(" ").filter((word) => word !== "");

describe("help", () => {
  it("lists the commands", () => {
    const some = ["run", "validate", "plan", "explain", "facts", "gc", "stage", "stage create", "ctl drain", "submit"];
    expect(commands).toEqual(expect.arrayContaining(some));
  });

  it.each(["", ...commands])("of `glidein %s` fits a screen and has an example", async (name) => {
    const { status, stdout, stderr } = await glidein([...words(name), "--help"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n").length).toBeLessThanOrEqual(40);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(stdout).toMatch(/\nExamples:\n {2}glidein/u);
    if (name !== "") expect((await glidein(["help", ...words(name)])).stdout).toBe(stdout);
  });

  it("of settings names every one, with its way in and its default", async () => {
    const { stdout } = await glidein(["help", "settings"]);
    for (const name of settingNames)
      expect(stdout).toMatch(new RegExp(`^${name}\\b.*\\n {4}\\S.*\\n {4}Takes .*default: `, "mu"));
  });

  it("of exit statuses is the table", async () => {
    const { stdout } = await glidein(["help", "exit-statuses"]);
    const statuses = stdout
      .trimEnd()
      .split("\n")
      .map((line) => Number.parseInt(line, 10));
    expect(statuses).toEqual([0, ...Object.values(exitTable).map(({ status }) => status)]);
  });

  it("on a topic that is none is a usage error", async () => {
    const { status, stderr } = await glidein(["help", "nothing"]);
    expect(status).toBe(64);
    expect(stderr).toContain("'nothing'");
  });

  it.each([
    ["stage", "keygen", "a", "b"],
    ["stage", "verify", "a", "b", "--stage-key", "x"],
    ["submit", "a", "b"],
    ["gc", "--in", "/nonexistent"],
  ])("is needed where nothing is done for %s %s %s %s", async (...argv) => {
    const { status, stdout, stderr } = await glidein(argv);
    expect([status, stdout]).toEqual([64, ""]);
    expect(stderr).toMatch(/too many arguments|--in \/nonexistent: cannot be read: it does not exist/u);
  });

  it("is pointed at where a command below a command was misused", async () => {
    expect((await glidein(["edge", "status", "--format", "xml"])).stderr).toContain("`glidein edge status --help`");
    expect((await glidein(["plan", "--format", "xml"])).stderr).toContain("`glidein plan --help`");
  });

  it("shows the version", async () => {
    expect((await glidein(["--version"])).stdout).toMatch(/^glidein \S+ \(\S+\), Node v\d+\.\d+\.\d+\n$/u);
  });
});
