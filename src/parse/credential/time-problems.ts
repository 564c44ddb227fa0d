import type { CredentialLimit, CredentialProblem, CredentialReading } from "../../model/facts/credential.ts";
import { describeInstant } from "../../model/instant.ts";
import { newCredential, problem } from "./problem.ts";

/** Proxies and VOMS attributes are dated back by this much against clocks that differ. */
const tolerance = 300;

/** What the clock says of a credential. Apart from reading it, so that a recorded credential can be judged at any time. */
export function timeProblems(
  { limits, starts }: Pick<CredentialReading, "limits" | "starts">,
  now: number,
): CredentialProblem[] {
  return [
    ...limits.filter(({ at }) => at < now).map((limit) => expired(limit, now)),
    ...starts.filter(({ at }) => at > now).map((start) => notYetValid(start, now)),
  ];
}

function expired({ what, at, part }: CredentialLimit, now: number): CredentialProblem {
  const code = part === "voms" ? "voms-expired" : "expired";
  return problem(
    "error",
    code,
    `the ${what} ended at ${describeInstant(at)}, ${Math.ceil(now - at)} s ago`,
    newCredential,
  );
}

function notYetValid({ what, at, part }: CredentialLimit, now: number): CredentialProblem {
  const code = part === "voms" ? "voms-not-yet-valid" : "not-yet-valid";
  const ahead = Math.ceil(at - now);
  const message = `the ${what} is valid from ${describeInstant(at)} only, in ${ahead} s`;
  return ahead <= tolerance
    ? problem("warning", code, `${message}: a clock is wrong`, "Set the clock of this node or of the issuer (NTP).")
    : problem("error", code, message, "Set the clock, or get a credential that is valid now.");
}
