import { expect, test } from "vitest";
import { type CondorVariable, condorVarsLine, readCondorVars } from "../../src/parse/condor-vars.ts";

const stock = `# VarName Type Default CondorName Req. Export UserName
GLIDEIN_Max_Idle\tI\t1200\t+\tN\tY\t-
GLIDEIN_Collector  C  -  HEAD_NODE  Y  N  -
GLIDEIN_Site S $GLIDEIN_Entry_Name + N Y +
USE_MATCH_AUTH C True SEC_ENABLE_MATCH_PASSWORD_AUTHENTICATION N N @

`;

test("the columns become what they mean", () => {
  const read = readCondorVars(stock);
  expect(read).toEqual({
    ok: true,
    value: {
      problems: [],
      variables: [
        {
          name: "GLIDEIN_Max_Idle",
          type: "I",
          default: "1200",
          knob: null,
          required: false,
          published: true,
          environment: null,
          line: 2,
        },
        {
          name: "GLIDEIN_Collector",
          type: "C",
          default: null,
          knob: "HEAD_NODE",
          required: true,
          published: false,
          environment: null,
          line: 3,
        },
        {
          name: "GLIDEIN_Site",
          type: "S",
          default: "$GLIDEIN_Entry_Name",
          knob: null,
          required: false,
          published: true,
          environment: "GLIDEIN_Site",
          line: 4,
        },
        {
          ...{ name: "USE_MATCH_AUTH", type: "C", default: "True", knob: "SEC_ENABLE_MATCH_PASSWORD_AUTHENTICATION" },
          ...{ required: false, published: false, environment: "SEC_ENABLE_MATCH_PASSWORD_AUTHENTICATION", line: 5 },
        },
      ],
    },
  });
});

test.each([
  ["A C - + N Y", "6 columns"],
  ["A.B C - + N Y -", "the name is not one"],
  ["A X - + N Y -", "an unknown type"],
  ["A C - a=b N Y -", "the knob is not one"],
  ["A C - + y Y -", "the fifth or sixth column is neither"],
  ["A C - + N YES -", "the fifth or sixth column is neither"],
  ["A C - + N Y a-b", "the variable of jobs is not one"],
  ["A C - X.Y N Y @", "the variable of jobs is not one"],
  ["A C \0 + N Y -", "character 5: a NUL character; expected text without NUL"],
])("%j is named and hides no other line", (line, problem) => {
  const read = readCondorVars(`B C - + N Y -\n${line}\nC C - + N Y -\n`);
  expect(read.ok ? read.value.variables.map(({ name }) => name) : []).toEqual(["B", "C"]);
  expect(read.ok ? read.value.problems : []).toMatchObject([{ where: "line 2", problem }]);
});

test("no more than twenty problems are kept, and no file is read that is too long", () => {
  const read = readCondorVars("?\n".repeat(50));
  expect(read.ok ? read.value.problems.length : 0).toBe(20);
  expect(readCondorVars("#".repeat(1_048_577))).toMatchObject({ ok: false });
});

const variable: Omit<CondorVariable, "line"> = {
  name: "A",
  type: "S",
  default: "x",
  knob: "K",
  required: true,
  published: false,
  environment: "E",
};

test("a line is written as it is read", () => {
  expect(condorVarsLine(variable)).toEqual({ ok: true, value: "A\tS\tx\tK\tY\tN\tE\n" });
  expect(condorVarsLine({ ...variable, default: null, knob: null, environment: null })).toEqual({
    ok: true,
    value: "A\tS\t-\t+\tY\tN\t-\n",
  });
});

test.each([
  [{ default: "-" }, "a value that the columns cannot hold"],
  [{ default: "a b" }, "8 columns"],
  [{ default: "" }, "6 columns"],
  [{ environment: "+" }, "a value that the columns cannot hold"],
  [{ name: "a b" }, "8 columns"],
  [{ knob: "a=b" }, "the knob is not one"],
] as const)("%j cannot be written", (change, problem) => {
  expect(condorVarsLine({ ...variable, ...change })).toMatchObject({ ok: false, error: { problem } });
});
