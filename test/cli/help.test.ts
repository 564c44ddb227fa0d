import { describe, expect, it } from "vitest";
import { settingNames } from "../../src/decide/settings.ts";
import { exitTable } from "../../src/exit.ts";
import { glidein } from "./command-line.ts";

const listed = (await glidein(["--help"])).stdout;
const commands = [...listed.matchAll(/^ {2}([a-z]+) .*?\[?(?:options|topic|<|\[)/gmu)].flatMap(([, name = ""]) =>
  name === "help" ? [] : [name],
);

describe("help", () => {
  it("lists the commands", () => {
    expect(commands).toEqual(expect.arrayContaining(["run", "validate", "plan", "explain", "facts", "gc"]));
  });

  it.each(["", ...commands])("of `glidein %s` fits a screen and has an example", async (name) => {
    const { status, stdout, stderr } = await glidein([...(name === "" ? [] : [name]), "--help"]);
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout.split("\n").length).toBeLessThanOrEqual(40);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(stdout).toMatch(/\nExamples:\n {2}glidein/u);
    if (name !== "") expect((await glidein(["help", name])).stdout).toBe(stdout);
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

  it("is pointed at where a command below a command was misused", async () => {
    expect((await glidein(["edge", "status", "--format", "xml"])).stderr).toContain("`glidein edge status --help`");
    expect((await glidein(["plan", "--format", "xml"])).stderr).toContain("`glidein plan --help`");
  });

  it("shows the version", async () => {
    expect((await glidein(["--version"])).stdout).toMatch(/^glidein \S+ \(\S+\), Node v\d+\.\d+\.\d+\n$/u);
  });
});
