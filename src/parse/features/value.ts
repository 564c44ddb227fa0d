import type { FeatureFact, FeatureId } from "../../model/facts/features.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { parseFeatureDecimal } from "./decimal.ts";
import { rawFeature } from "./escaped.ts";
import { parseFeatureInstant } from "./instant.ts";
import { type Accepted, parseFeatureInteger } from "./integer.ts";
import { type FeatureRule, featureRules } from "./rules.ts";
import { featureToken, quoted } from "./token.ts";

/**
 * The content of one key as a fact: parsed whole or refused, never repaired silently. It looks at no other key, so
 * one broken key cannot change another. `now` (epoch seconds) only bounds the keys that are times.
 */
export const parseFeature = (id: FeatureId, bytes: Uint8Array, now: number): FeatureFact =>
  parseFeatureBytes(bytes, (token) => parseByRule(token, featureRules[id], now));

/** A fact from bytes and the grammar of their one token; `null` stands for "not set". */
export function parseFeatureBytes(
  bytes: Uint8Array,
  grammar: (token: string) => Result<Accepted<number | string | null>, string>,
): FeatureFact {
  const raw = rawFeature(bytes);
  const token = featureToken(bytes);
  if (!token.ok) {
    const { kind, reason } = token.error;
    return { status: kind === "absent" ? "missing" : "invalid", value: null, raw, reason };
  }
  const parsed = grammar(token.value);
  if (!parsed.ok) return { status: "invalid", value: null, raw, reason: parsed.error };
  const { value, quirk } = parsed.value;
  return { status: value === null ? "missing" : "ok", value, raw, reason: quirk };
}

function parseByRule(token: string, rule: FeatureRule, now: number): Result<Accepted<number | string | null>, string> {
  switch (rule.kind) {
    case "integer":
      return parseFeatureInteger(token, rule);
    case "instant":
      return parseFeatureInstant(token, rule, now);
    case "decimal":
      return parseFeatureDecimal(token);
    case "word":
      return parseWord(token);
    default:
      return rule satisfies never;
  }
}

const MAX_WORD = 256;

// A token is printable and without white space already; only its length is left to judge.
const parseWord = (token: string): Result<Accepted<string>, string> =>
  token.length <= MAX_WORD
    ? ok({ value: token, quirk: "" })
    : err(`${quoted(token)} is longer than ${MAX_WORD} characters; expected a job id`);
