import { describeInstant } from "../model/instant.ts";
import { describeSource, type Named, type Sourced } from "../model/provenance.ts";
import { plainLine } from "./plain-line.ts";

/** A value with its inputs below it, and the values that lost to it marked `over`. */
export function explanationText({ name, sourced }: Named, indent = ""): string {
  const { source, overrode } = sourced;
  const inputs = source.kind === "rule" ? source.inputs : [];
  const rows: readonly Named[] = [...inputs, ...(overrode ?? []).map((one) => ({ ...one, name: `over ${one.name}` }))];
  const head = plainLine(`${name} = ${shown(name, sourced)}   ${describeSource(source)}`);
  const below = rows.map((row, index) => {
    const last = index === rows.length - 1;
    return `${indent}${last ? "└─ " : "├─ "}${explanationText(row, `${indent}${last ? "   " : "│  "}`)}`;
  });
  return [head, ...below].join("\n");
}

const longest = 200;
/** Names of moments; other numbers of this size are bytes or identifiers. */
const moment = /(?:At|^ends?|^over end|_ToDie|_ToRetire|_Expire|^started|^now|(?:batch|mjf|credential|entry):\S+)$/u;

function shown(name: string, { value }: Sourced<unknown>): string {
  if (value === null || value === undefined) return "(not set)";
  if (typeof value === "string" && value.includes("\n")) return `(${value.trimEnd().split("\n").length} lines)`;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const bounded = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return typeof value === "number" && moment.test(name) ? `${bounded} (${describeInstant(value)})` : bounded;
}
