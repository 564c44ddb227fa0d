import { type Failure, failure } from "../../model/failure.ts";
import { printable } from "../../parse/printable.ts";
import type { LayoutProblem } from "../../parse/slots/layout.ts";

const shownProblems = 50;
const example = "ioslot,2,2048,static;GPUs,type=main";

/** Every problem of a layout as one failure (status 78), with a layout that has none of them. */
export function layoutRefusal(text: string, problems: readonly LayoutProblem[], corrected: string): Failure {
  const shown = problems.slice(0, shownProblems).map(describeProblem);
  if (problems.length > shownProblems) shown.push(`and ${problems.length - shownProblems} more`);
  // Without a resource it is the cut into fixed slots that does not work out.
  if (text === "")
    return failure("SLOT_LAYOUT_INVALID", "SLOTS_LAYOUT", shown.join("; "), "Leave it out, or lower GLIDEIN_CPUS.", {
      expected: "an amount that is enough for every slot",
    });
  const count = problems.length === 1 ? "one problem" : `${problems.length} problems`;
  return failure(
    "SLOT_LAYOUT_INVALID",
    "GLIDEIN_Resource_Slots",
    `"${printable(text, 120)}" has ${count}: ${shown.join("; ")}`,
    `Correct it, for example to "${corrected === "" ? example : printable(corrected, 2000)}".`,
    { expected: "name[,number[,memory[,type[,disk]]]] or key=value, items separated by ;" },
  );
}

function describeProblem({ item, character, problem, expected }: LayoutProblem): string {
  const place = item === 0 ? "" : `item ${item}, character ${character}: `;
  return `${place}${problem} (expected ${expected})`;
}
