import { err, ok, type Result } from "../model/result.ts";
import { configValueText } from "./condor-config/value.ts";
import { type Refusal, refusal } from "./refusal.ts";

export interface JobVariable {
  readonly name: string;
  readonly value: string;
}

/** The entries that can be written, as one text, and those that cannot, each with the reason. */
export interface JobEnvironment {
  readonly text: string;
  readonly refused: readonly { readonly name: string; readonly why: Refusal }[];
}

/**
 * HTCondor's second syntax for environments, as a knob holds it: entries in single quotes with blanks between, all of it
 * in double quotes, each kind of quote doubled where it means itself. An entry that HTCondor would not give back to the
 * job as it is (`$(DOLLAR)`, a line break) is refused alone; the others stand. Of several of one name the last counts.
 */
export function jobEnvironmentText(variables: readonly JobVariable[]): JobEnvironment {
  const last = new Map(variables.map((variable) => [variable.name, variable]));
  const words: string[] = [];
  const refused: { name: string; why: Refusal }[] = [];
  for (const variable of last.values()) {
    const word = entryText(variable);
    const why = word.ok ? configFault([...words, word.value]) : word.error;
    if (why !== null) refused.push({ name: variable.name, why });
    else if (word.ok) words.push(word.value);
  }
  return { text: `"${words.join(" ")}"`, refused };
}

function entryText({ name, value }: JobVariable): Result<string, Refusal> {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/u.test(name))
    return err(refusal("", "not a name of a variable", "letters, digits and underscores"));
  return ok(`'${name}=${value.replaceAll("'", "''").replaceAll('"', '""')}'`);
}

function configFault(words: readonly string[]): Refusal | null {
  const written = configValueText({ kind: "text", text: `"${words.join(" ")}"` });
  return written.ok ? null : written.error;
}
