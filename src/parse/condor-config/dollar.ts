import { err, ok, type Result } from "../../model/result.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { nextMacro } from "./macro.ts";

/** HTCondor begins again at the left for each `$(DOLLAR)`, so the work grows with the square. */
const mostMarks = 100;

/**
 * A text in which no macro is found, and which HTCondor turns back into what it was: the last dollar of `$NAME(`
 * becomes `$(DOLLAR)`, but not when an even number stands there, of which HTCondor makes pairs. What HTCondor would
 * not give back (`$(DOLLAR)` itself, one macro in the default of another) is refused.
 */
export function withoutMacros(text: string): Result<string, Refusal> {
  let marks = 0;
  const written = text.replaceAll(/(\$+)([A-Za-z0-9_]*\()?/gu, (run, dollars: string, call?: string) => {
    if (call === undefined || dollars.length % 2 === 0) return run;
    marks++;
    return `${dollars.slice(1)}$(DOLLAR)${call}`;
  });
  if (marks > mostMarks) return err(refusal("", `${marks} times $( in one value`, `at most ${mostMarks}`));
  return expansions(written).every((back) => back === text)
    ? ok(written)
    : err(
        refusal(
          "",
          "$( in a way that HTCondor cannot give back",
          "no $(DOLLAR), and no $( in the default or the arguments of another",
        ),
      );
}

/**
 * What a value comes to when no macro in it is defined. HTCondor has two functions for it: one begins again at the
 * left after each `$(DOLLAR)`, the other goes on from there.
 */
function expansions(written: string): readonly string[] {
  for (let at = 0; ; ) {
    const macro = nextMacro(written, at);
    if (macro === null) break;
    if (!macro.isDollar) return [""];
    at = macro.end;
  }
  return [expandDollars(written, () => 0), expandDollars(written, (start) => start)];
}

function expandDollars(written: string, goOn: (start: number) => number): string {
  let text = written;
  for (let at = 0; ; ) {
    const macro = nextMacro(text, at);
    if (macro === null) return text;
    if (macro.isDollar) {
      text = `${text.slice(0, macro.start)}$${text.slice(macro.end)}`;
      at = goOn(macro.start);
    } else at = macro.end;
  }
}
