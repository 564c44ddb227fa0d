import { err, ok, type Result } from "../model/result.ts";
import { describeRefusal, type Refusal, refusal } from "./refusal.ts";
import { textFaultOrSize } from "./text-fault.ts";

/** One line of a GlideinWMS `condor_vars` file: which values become HTCondor configuration, and how. */
export interface CondorVariable {
  /** Name in `glidein_config`. */
  readonly name: string;
  /** C as it is, S a string to be quoted, I an integer. */
  readonly type: "C" | "S" | "I";
  /** Null: none. Shell text: it may name variables of earlier lines. */
  readonly default: string | null;
  /** Name of the knob; null: the same. */
  readonly knob: string | null;
  readonly required: boolean;
  /** Whether it goes into the slots' ads. */
  readonly published: boolean;
  /** Name in the environment of jobs; null: not there. */
  readonly environment: string | null;
  readonly line: number;
}

export interface CondorVariables {
  readonly variables: readonly CondorVariable[];
  /** Lines that are none, each with its place. */
  readonly problems: readonly Refusal[];
}

const longestFile = 1_048_576;
const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/u;

/** The lines of the file in their order; a broken one hides no other. */
export function readCondorVars(text: string): Result<CondorVariables, Refusal> {
  if (text.length > longestFile) return err(refusal("", `${text.length} characters`, `at most ${longestFile}`));
  const variables: CondorVariable[] = [];
  const problems: Refusal[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (/^\s*(?:#|$)/u.test(line)) continue;
    const read = readLine(line, index + 1);
    if (read.ok) variables.push(read.value);
    else if (problems.length < 20) problems.push(read.error);
  }
  return ok({ variables, problems });
}

function readLine(line: string, number: number): Result<CondorVariable, Refusal> {
  const bad = (problem: string, expected: string): Result<never, Refusal> =>
    err(refusal(`line ${number}`, problem, expected));
  const fault = textFaultOrSize(line);
  if (fault !== null) return bad(describeRefusal(fault), "one line of text");
  const columns = line.trim().split(/[ \t]+/u);
  const [name = "", type = "", value = "", knob = "", required = "", published = "", environment = ""] = columns;
  if (columns.length !== 7)
    return bad(`${columns.length} columns`, "seven: name, type, default, knob, required, published, environment");
  if (!identifier.test(name)) return bad("the name is not one", "letters, digits and underscores");
  if (type !== "C" && type !== "S" && type !== "I") return bad("an unknown type", "C, S or I");
  if (knob !== "+" && !/^[A-Za-z_][A-Za-z0-9_.]*$/u.test(knob))
    return bad("the knob is not one", "a knob, or + for the same name");
  if (!/^[YN]$/u.test(required) || !/^[YN]$/u.test(published))
    return bad("the fifth or sixth column is neither", "Y or N");
  const asKnob = knob === "+" ? name : knob;
  const variable = environment === "-" ? null : environment === "+" ? name : environment === "@" ? asKnob : environment;
  if (variable !== null && !identifier.test(variable))
    return bad("the variable of jobs is not one", "a name, -, + or @");
  return ok({
    ...{ name, type, line: number, environment: variable },
    default: value === "-" ? null : value,
    knob: knob === "+" ? null : knob,
    required: required === "Y",
    published: published === "Y",
  });
}

/** The line for scripts that read the file themselves. Its columns are blank-separated, so a default cannot hold a blank. */
export function condorVarsLine(variable: Omit<CondorVariable, "line">): Result<string, Refusal> {
  const { name, type, knob, required, published, environment } = variable;
  const yes = (flag: boolean): string => (flag ? "Y" : "N");
  const line = [
    name,
    type,
    variable.default ?? "-",
    knob ?? "+",
    yes(required),
    yes(published),
    environment ?? "-",
  ].join("\t");
  const back = readLine(line, 1);
  if (!back.ok) return err(back.error);
  const same =
    back.value.default === variable.default && back.value.environment === environment && back.value.name === name;
  return same
    ? ok(`${line}\n`)
    : err(refusal(name, "a value that the columns cannot hold", "words without blanks, not - + or @"));
}
