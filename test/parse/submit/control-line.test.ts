import { expect, it } from "vitest";
import { parseControlLine } from "../../../src/parse/submit/control-line.ts";

it.each([
  ["glidein-submit:a1 state RUNNING 0:0", { word: "state", rest: "RUNNING 0:0" }],
  ["glidein-submit:a1 done", { word: "done", rest: "" }],
  ["glidein-submit:a1 done\r", { word: "done", rest: "" }],
  ["Welcome! glidein-submit:a1 base /home/x", { word: "base", rest: "/home/x" }],
  ["glidein-submit:b2 done", null],
  ["Welcome to the cluster", null],
  ["glidein-submit:a1 ", null],
  ["glidein-submit:a1 DONE", null],
  [`glidein-submit:a1 output ${"x".repeat(20_000)}`, null],
])("what is said is told from noise: %j", (line, control) => {
  expect(parseControlLine(line, "a1")).toEqual(control);
});
