import { err, ok, type Result } from "../../model/result.ts";
import { quoted } from "./quoted.ts";

/** `1234.server`, `1234[7].server` (element), `1234[].server` (array), `1234`. */
export function parsePbsJobId(text: string): Result<string, string> {
  return /^[0-9]{1,15}(?:\[[0-9]{0,9}\])?(?:\.[A-Za-z0-9_.:@-]{1,255})?$/u.test(text)
    ? ok(text)
    : err(`expected NUMBER[INDEX].SERVER, found ${quoted(text)}`);
}

/** Paths and servers write the part behind the number in different ways; an index counts where both have one. */
export function sameSequence(one: string, other: string): boolean {
  const [a, b] = [partsOf(one), partsOf(other)];
  return a.number !== "" && a.number === b.number && (a.index === "" || b.index === "" || a.index === b.index);
}

function partsOf(id: string): { number: string; index: string } {
  const match = /^([0-9]+)(?:\[([0-9]*)\])?/u.exec(id);
  return { number: match?.[1] ?? "", index: match?.[2] ?? "" };
}
