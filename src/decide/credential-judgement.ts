import type { Finding } from "../model/check.ts";
import type { CredentialFact, CredentialProblem } from "../model/facts/credential.ts";
import { type Failure, type FailureCode, failure } from "../model/failure.ts";
import { type CredentialUse, placeOf } from "./lifetime/used-credentials.ts";

export interface CredentialJudgement {
  /** Set when no credential that could open the pool is sound. */
  readonly refusal: Failure | null;
  readonly findings: readonly Finding[];
}

/** An end that is over is the lifetime's business, which says what would have been needed. */
const judgedByLifetime = new Set(["expired", "voms-expired", "end-unreadable"]);
const maxFindings = 50;

/**
 * What the faults of the credentials in use mean: tokens open the pool, or else proxies do. A broken proxy beside a sound
 * token costs its jobs data, not the glidein its life; when nothing sound is left that could open the pool, it is refused.
 */
export function judgeCredentials(uses: readonly CredentialUse[]): CredentialJudgement {
  const used = uses.filter((use) => use.used).map(({ credential }) => credential);
  const forPool = used.filter(({ standing }) => standing !== "edge");
  const tokens = forPool.filter(({ kind }) => kind !== "x509-proxy");
  const openers = tokens.length > 0 ? tokens : forPool;
  const faults = openers.map((credential) => ({ credential, fault: credential.problems.find(isFault) }));
  const [first] = faults;
  const refused = first?.fault !== undefined && faults.every(({ fault }) => fault !== undefined);
  return {
    refusal: refused && first.fault !== undefined ? refusalOf(first.credential, first.fault) : null,
    findings: used.flatMap(findingsOf).slice(0, maxFindings),
  };
}

/** Attributes of a VO are lost with a fault of theirs, the proxy itself is not. */
const isFault = ({ severity, code }: CredentialProblem): boolean =>
  severity === "error" && !judgedByLifetime.has(code) && !code.startsWith("voms-");

function refusalOf(credential: CredentialFact, { code, message, fix }: CredentialProblem): Failure {
  return failure(codeOf(code), `${credential.kind} ${placeOf(credential)}`, message, fix, { detail: credential.from });
}

function codeOf(code: string): FailureCode {
  switch (code) {
    case "missing":
    case "no-file":
      return "CREDENTIAL_MISSING";
    case "unreadable":
      return "CREDENTIAL_UNREADABLE";
    default:
      return "CREDENTIAL_INVALID";
  }
}

function findingsOf(credential: CredentialFact): Finding[] {
  return credential.problems
    .filter(({ code }) => !judgedByLifetime.has(code))
    .map(({ severity, message, fix }) => ({
      // What refuses is said once, by the refusal.
      severity: severity === "error" ? "warning" : severity,
      message: `${credential.kind} ${placeOf(credential)}: ${message}`,
      evidence: credential.from,
      fix,
    }));
}
