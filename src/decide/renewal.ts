import type { CredentialFact } from "../model/facts/credential.ts";
import { describeInstant } from "../model/instant.ts";

/** What to do with a file that took the place of a credential. Refused: the old one stays. */
export type RenewalVerdict =
  | { readonly decision: "accept" }
  /** The same credential, written again. */
  | { readonly decision: "unchanged" }
  | { readonly decision: "refuse"; readonly code: RenewalRefusal; readonly reason: string };

export type RenewalRefusal =
  | "unreadable"
  | "other-kind"
  | "defect"
  | "other-identity"
  | "expired"
  | "not-yet-valid"
  | "rights-lost"
  | "ends-earlier";

const refuse = (code: RenewalRefusal, reason: string): RenewalVerdict => ({ decision: "refuse", code, reason });

/** Codes that the clock gives; they are judged here against `now`. */
const timeCodes = new Set(["expired", "not-yet-valid", "voms-expired", "voms-not-yet-valid"]);

/**
 * Whether a new file may replace a credential that is in use: it is whole, for the same identity with the same rights,
 * has no fault that the old one did not have, is valid now, and does not end earlier.
 */
export function judgeRenewal(old: CredentialFact, fresh: CredentialFact, now: number): RenewalVerdict {
  const errors = fresh.problems.filter(({ severity }) => severity === "error");
  if (fresh.fingerprint === null) return refuse("unreadable", errors[0]?.message ?? "it cannot be read");
  if (fresh.kind !== old.kind) return refuse("other-kind", `it is a ${fresh.kind}, and the old one a ${old.kind}`);
  const before = new Set(old.problems.map(({ code }) => code));
  const defect = errors.find(({ code }) => !timeCodes.has(code) && !before.has(code));
  if (defect !== undefined) return refuse("defect", defect.message);
  if (fresh.fingerprint === old.fingerprint) return { decision: "unchanged" };
  const identities = [identityOf(old), identityOf(fresh)] as const;
  if (identities[0] !== identities[1])
    return refuse("other-identity", `it is for ${identities[1]}, and the old one for ${identities[0]}`);
  return judgeTimes(old, fresh, now);
}

function judgeTimes(old: CredentialFact, fresh: CredentialFact, now: number): RenewalVerdict {
  const end = endOf(fresh);
  if (end < now) return refuse("expired", `it ended at ${describeInstant(end)}`);
  const start = Math.max(...fresh.starts.map(({ at }) => at), Number.NEGATIVE_INFINITY);
  if (start > now) return refuse("not-yet-valid", `it is valid from ${describeInstant(start)} only`);
  const oldEnd = endOf(old);
  if (oldEnd < now) return { decision: "accept" };
  const lost = lostRights(old, fresh);
  if (lost !== undefined) return refuse("rights-lost", `it does not carry ${lost}, which the old one does`);
  if (end < oldEnd)
    return refuse(
      "ends-earlier",
      `it ends at ${describeInstant(end)}, and the old one ${Number.isFinite(oldEnd) ? `at ${describeInstant(oldEnd)}` : "never"}`,
    );
  return { decision: "accept" };
}

const endOf = ({ expiresAt }: CredentialFact): number => expiresAt ?? Number.POSITIVE_INFINITY;

/** Proxies differ in their last components with every renewal; who they stand for does not. */
function identityOf({ kind, details, issuer, subject }: CredentialFact): string {
  if (kind === "x509-proxy") return typeof details["identity"] === "string" ? details["identity"] : "nobody";
  return `${subject ?? "nobody"} of ${issuer ?? "nobody"}`;
}

/** The first FQAN or scope that the new one lacks. */
function lostRights(old: CredentialFact, fresh: CredentialFact): string | undefined {
  // An IDTOKEN without scopes has every right of its identity.
  if (fresh.kind === "idtoken" && texts(fresh.details["scopes"]).length === 0) return undefined;
  const kept = new Set(rightsOf(fresh));
  return rightsOf(old).find((right) => !kept.has(right));
}

function rightsOf({ details }: CredentialFact): string[] {
  const voms: unknown = details["voms"];
  const extensions: readonly unknown[] = Array.isArray(voms) ? voms : [];
  const fqans = extensions.flatMap((vo) =>
    typeof vo === "object" && vo !== null && "fqans" in vo ? texts(vo.fqans) : [],
  );
  return [...fqans, ...texts(details["scopes"])];
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item: unknown): item is string => typeof item === "string") : [];
