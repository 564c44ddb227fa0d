import { err, ok, type Result } from "../../model/result.ts";
import { checkExpression } from "../classad/expression.ts";
import { classAdLiteral } from "../classad/literal.ts";
import { atCharacter, type Refusal, refusal } from "../refusal.ts";
import { textFaultOrSize } from "../text-fault.ts";
import { withoutMacros } from "./dollar.ts";
import { nextMacro } from "./macro.ts";

/** What a knob is set to. Only `macro` and the knobs named in `macros` are ever expanded by HTCondor. */
export type ConfigValue =
  /** Exactly this text: `condor_config_val` gives it back. An empty text undoes a default. */
  | { readonly kind: "text"; readonly text: string }
  /** Text of ours with references `$(NAME)` and functions `$RANDOM_INTEGER(…)`; never anything that was read. */
  | { readonly kind: "macro"; readonly text: string }
  /** A ClassAd expression, which may refer to these knobs as `$(NAME)`, where a value or a name could stand. */
  | { readonly kind: "expression"; readonly text: string; readonly macros?: readonly string[] }
  /** ClassAd literals. */
  | { readonly kind: "string-literal"; readonly text: string }
  | { readonly kind: "integer" | "real"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean };

/** A value as it stands to the right of `KNOB =`. */
export function configValueText(value: ConfigValue): Result<string, Refusal> {
  switch (value.kind) {
    case "text":
      return oneLine(value.text, withoutMacros);
    case "macro":
      return oneLine(value.text, onlyWholeMacros);
    case "expression":
      return expressionText(value.text, value.macros ?? []);
    case "string-literal":
      return then(classAdLiteral({ kind: "string", value: value.text }), withoutMacros);
    case "integer":
    case "real":
      return classAdLiteral({ kind: value.kind, value: value.value });
    case "boolean":
      return classAdLiteral(value);
    default:
      return value satisfies never;
  }
}

type Step = (text: string) => Result<string, Refusal>;
const then = (result: Result<string, Refusal>, next: Step): Result<string, Refusal> =>
  result.ok ? next(result.value) : result;

/** The file has one line for a knob: blanks around the value are cut off, and a backslash at the end joins the next line. */
function oneLine(text: string, next: Step): Result<string, Refusal> {
  const fault = textFaultOrSize(text);
  if (fault !== null) return err(fault);
  const lineBreak = text.indexOf("\n");
  if (lineBreak >= 0)
    return err(refusal(atCharacter(lineBreak), "a line break, which ends a knob", "text on one line"));
  if (/^[ \t\v\f\r]|[ \t\v\f\r]$/u.test(text))
    return err(refusal("", "blanks at an end, which HTCondor cuts off", "text without blanks around it"));
  if (text.endsWith("\\"))
    return err(refusal("", "a backslash at the end, which joins the next line", "text that ends in another character"));
  return next(text);
}

/** Every dollar begins something that HTCondor expands, so that no slip of ours is passed on as text. */
function onlyWholeMacros(text: string): Result<string, Refusal> {
  for (let at = 0; ; ) {
    const dollar = text.indexOf("$", at);
    if (dollar < 0) return ok(text);
    const macro = nextMacro(text, dollar);
    if (macro?.start !== dollar)
      return err(
        refusal(atCharacter(dollar), "a dollar that begins no macro", "$(NAME), $(NAME:default) or $FUNCTION(…)"),
      );
    at = macro.end;
  }
}

function expressionText(text: string, macros: readonly string[]): Result<string, Refusal> {
  const allowed = new Set(macros.map((name) => name.toUpperCase()));
  // A reference stands where a name could: inside of a string it stays what it is, text.
  const placed: string[] = [];
  const outside = text.replaceAll(
    /"(?:\\"|[^"])*"|\$\(([A-Za-z_][A-Za-z0-9_.]*)\)/gu,
    (found: string, name: string | undefined) => {
      if (name === undefined || !allowed.has(name.toUpperCase())) return found;
      placed.push(found);
      return `${placeholder}${placed.length - 1}_`;
    },
  );
  if (text.includes(placeholder)) return err(refusal("", `the word ${placeholder}`, "other names"));
  const checked = checkExpression(outside);
  if (!checked.ok) return checked;
  return then(oneLine(checked.value, withoutMacros), (written) =>
    ok(
      written.replaceAll(
        new RegExp(`${placeholder}([0-9]+)_`, "gu"),
        (_, index: string) => placed[Number(index)] ?? "",
      ),
    ),
  );
}

const placeholder = "glidein_knob_";
