import type { Facts } from "../model/facts.ts";
import { plainLine } from "./plain-line.ts";

/** The facts as an indented list; what is unknown is not shown unless there is a reason for it. */
export const factsText = (facts: Facts): string => lines(facts, 0).join("\n").concat("\n");

function lines(value: unknown, depth: number): string[] {
  const indent = "  ".repeat(depth);
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      if (typeof item !== "object" || item === null) return [`${indent}- ${plainLine(String(item))}`];
      const [first, ...rest] = lines(item, depth + 1);
      return first === undefined ? [] : [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  if (typeof value !== "object" || value === null) return [`${indent}${plainLine(String(value))}`];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (inner === null || inner === "" || (typeof inner === "object" && Object.keys(inner).length === 0)) return [];
    if (typeof inner === "object") {
      const below = lines(inner, depth + 1);
      return below.length === 0 ? [] : [`${indent}${key}:`, ...below];
    }
    return [`${indent}${plainLine(key)}: ${plainLine(typeof inner === "string" ? inner : JSON.stringify(inner))}`];
  });
}
