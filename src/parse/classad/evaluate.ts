import type { Ad } from "./ad.ts";
import { adValue } from "./ad.ts";
import { calculation } from "./calculation.ts";
import { tokenize } from "./lexer.ts";
import type { ReadValue } from "./literal.ts";
import { isNumber, undefinedValue, unknown, type Value } from "./operators.ts";

/** A reference into another attribute counts as a step, so that ads that refer to themselves end. */
const mostSteps = 1000;
const deepest = 20;

/**
 * The number that an attribute of an ad comes to: a literal, or arithmetic, comparisons, choices and `ifThenElse` over
 * literals and the ad's own attributes, as in `12 * 60 * 60` or `ifThenElse(MemoryUsage =!= undefined, MemoryUsage,
 * 2048)`. Everything else, and what depends on the time or on another ad, stays the expression that it was.
 */
export function evaluated(ad: Ad, name: string): ReadValue | undefined {
  const value = adValue(ad, name);
  if (value?.kind !== "expression") return value;
  const result = new Evaluation(ad).of(value.text, 0);
  return isNumber(result) ? result : value;
}

class Evaluation {
  readonly #ad: Ad;
  #steps = 0;

  constructor(ad: Ad) {
    this.#ad = ad;
  }

  /** `text` is one expression: `readValue` has seen to that. */
  of(text: string, depth: number): Value {
    if (depth > deepest || ++this.#steps > mostSteps) return unknown;
    const tokens = tokenize(text);
    return tokens.ok ? calculation(tokens.value, (name) => this.#attribute(name, depth))() : unknown;
  }

  #attribute(name: string, depth: number): Value {
    if (name.toLowerCase() === "currenttime") return unknown;
    const value = adValue(this.#ad, name);
    if (value === undefined) return undefinedValue;
    return value.kind === "expression" ? this.of(value.text, depth + 1) : value;
  }
}
