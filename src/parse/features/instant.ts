import { err, ok, type Result } from "../../model/result.ts";
import { type Accepted, wholeNumber } from "./integer.ts";
import type { FeatureRule } from "./rules.ts";
import { quoted } from "./token.ts";

type InstantRule = Extract<FeatureRule, { kind: "instant" }>;
const DAY = 86_400;

/**
 * Unix seconds near `now`. 0 comes back as `null`: nobody means 1970, providers write it for "none". A fraction is
 * dropped, which for an end is the safe direction.
 */
export function parseFeatureInstant(
  token: string,
  rule: InstantRule,
  now: number,
): Result<Accepted<number | null>, string> {
  const parts = /^([0-9]+)\.[0-9]{1,18}$/u.exec(token);
  const whole = wholeNumber(parts?.[1] ?? token);
  const window = `expected whole Unix seconds at most ${rule.past / DAY} days before and ${rule.future / DAY} days after now`;
  if (!whole.ok) return err(`${whole.error}; ${window}`);
  const { value } = whole.value;
  if (value === 0) return ok({ value: null, quirk: `the provider wrote ${token}, which means not set` });
  if (!(value >= now - rule.past && value <= now + rule.future)) {
    return err(`${quoted(token)} is out of range${mistake(value)}; ${window}`);
  }
  const fraction = parts === null ? "" : `fraction of ${quoted(token)} dropped`;
  return ok({ value, quirk: [whole.value.quirk, fraction].filter((remark) => remark !== "").join("; ") });
}

function mistake(value: number): string {
  // Unix seconds stay below 10^11 until the year 5138 and have been above 10^9 since 2001.
  if (value >= 1e14) return " (it looks like microseconds)";
  if (value >= 1e11) return " (it looks like milliseconds)";
  if (value < 1e9) return " (it looks like a duration, not a time)";
  return "";
}
