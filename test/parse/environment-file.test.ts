import { describe, expect, it } from "vitest";
import { parseEnvironmentFile } from "../../src/parse/environment-file.ts";

const env = (text: string) => {
  const parsed = parseEnvironmentFile(text);
  return parsed.ok ? parsed.value : parsed.error;
};

describe("parseEnvironmentFile", () => {
  it("reads what `env -0` prints, values of several lines too", () => {
    expect(env("A=1\0B=x\ny=z\0\0C=\0")).toEqual({ A: "1", B: "x\ny=z", C: "" });
  });

  it("reads what `env` prints; of two equal names the last counts", () => {
    expect(env("A=1\nB=a=b\n\nA=2\n")).toEqual({ A: "2", B: "a=b" });
    expect(env("")).toEqual({});
  });

  it("joins the lines of an exported shell function", () => {
    const text = "A=1\nBASH_FUNC_module%%=() {  local x=1\n  if a; then\n b=2\n fi\n}\nBASH_FUNC_ml%%=() { :; }\nB=2\n";
    expect(env(text)).toEqual({
      A: "1",
      "BASH_FUNC_module%%": "() {  local x=1\n  if a; then\n b=2\n fi\n}",
      "BASH_FUNC_ml%%": "() { :; }",
      B: "2",
    });
  });

  it("does not swallow the rest when a function never ends", () => {
    expect(env("BASH_FUNC_a%%=() {\nB=2\n")).toEqual({ "BASH_FUNC_a%%": "() {", B: "2" });
  });

  it("takes off carriage returns only where every line has one", () => {
    expect(env("A=1\r\nB=2\r\n")).toEqual({ A: "1", B: "2" });
    expect(env("A=1\r\nB=2\n")).toEqual({ A: "1\r", B: "2" });
  });

  it("skips comments", () => {
    expect(env("# A=0\nA=1\n#\n")).toEqual({ A: "1" });
  });

  it.each([
    ["A=1\nnothing\n", 2],
    ["A=1\nexport B=2\n", 2],
    ["=x\n", 1],
    ["# c\n\n=", 3],
    ["A=1\0b\0", 2],
    ["BASH_FUNC_a%%=() {\n x\n}\nwrong\n", 4],
  ])("says in which line of %j no assignment is", (text, line) => {
    expect(env(text)).toEqual({ line, problem: "is not NAME=VALUE" });
  });

  it("takes names that objects have of themselves for names", () => {
    const parsed = env("__proto__=1\nconstructor=2\ntoString=3\n");
    expect(Object.entries(parsed)).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
      ["toString", "3"],
    ]);
  });
});
