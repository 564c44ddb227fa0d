import type { CredentialProblem } from "../../model/facts/credential.ts";
import { lastInstant } from "../../model/instant.ts";
import type { Claims } from "./jwt.ts";
import { newCredential, problem, shown } from "./problem.ts";

const maxItems = 100;

export function textClaim(claims: Claims, name: string): string | null {
  const value = claims.get(name);
  return typeof value === "string" && value !== "" ? shown(value, 500) : null;
}

/** `scope`, `aud`, groups: one text of words, or a list of texts. */
export function wordsClaim(claims: Claims, name: string): readonly string[] {
  const value = claims.get(name);
  const words = typeof value === "string" ? value.split(" ") : Array.isArray(value) ? value : [];
  return words
    .flatMap((word: unknown) => (typeof word === "string" && word !== "" ? [shown(word)] : []))
    .slice(0, maxItems);
}

export interface DateClaim {
  /** null: not there, or not a number. */
  readonly at: number | null;
  readonly problems: readonly CredentialProblem[];
}

/** NumericDate of RFC 7519 §2: a number, which may have a fraction; HTCondor and scitokens-cpp want it whole. */
export function dateClaim(claims: Claims, name: string, unreadable: string): DateClaim {
  const value = claims.get(name);
  if (value === undefined) return { at: null, problems: [] };
  if (typeof value !== "number" || !Number.isFinite(value)) {
    const found =
      value === null
        ? "null"
        : Array.isArray(value)
          ? "a list"
          : typeof value === "number"
            ? "too large"
            : `a ${typeof value}`;
    return {
      at: null,
      problems: [problem("error", unreadable, `\`${name}\` is ${found}, not a number of seconds`, newCredential)],
    };
  }
  const problems: CredentialProblem[] = [];
  if (!Number.isInteger(value))
    problems.push(
      problem(
        "warning",
        `${name}-not-integer`,
        `\`${name}\` has a fraction, which HTCondor and scitokens-cpp do not read`,
        newCredential,
      ),
    );
  if (value > lastInstant)
    problems.push(
      problem("warning", `${name}-too-far`, `\`${name}\` is after the year 9999: milliseconds?`, newCredential),
    );
  return { at: Math.min(value, lastInstant), problems };
}
