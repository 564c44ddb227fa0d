import type { Check, Finding } from "../../src/model/check.ts";
import type { CredentialFact, CredentialProblem } from "../../src/model/facts/credential.ts";
import { error, remark, skip, warning } from "../finding.ts";

export const credentialsValid: Check = {
  id: "credentials-valid",
  title: "The credentials are whole, readable and not over",
  why: "A glidein whose credential is refused holds a node for nothing.",
  judges:
    "An error for a given credential that no server accepts when no other of its kind is sound, a warning for smaller faults and for VOMS attributes. What merely lies about on the node is a remark.",
  thresholds: ["GLIDEIN_Token", "X509_USER_PROXY"],
  phase: "node",
  refusesAs: "CREDENTIAL_INVALID",
  evaluate: ({ credentials }) => {
    if (credentials.length === 0) return skip("no credential was given (--token, --x509-proxy)");
    return credentials.flatMap((credential) =>
      credential.problems.map((problem) => judge(credential, problem, hasSoundOther(credential, credentials))),
    );
  },
};

const isBroken = ({ severity, code }: CredentialProblem): boolean => severity === "error" && !code.startsWith("voms-");

const hasSoundOther = (one: CredentialFact, all: readonly CredentialFact[]): boolean =>
  all.some((other) => other !== one && other.kind === one.kind && !other.problems.some(isBroken));

function judge(credential: CredentialFact, problem: CredentialProblem, another: boolean): Finding {
  const { kind, path, from, standing } = credential;
  const message = `${kind} ${path}: ${problem.message}`;
  const evidence = `${from}; ${problem.code}`;
  if (standing !== "given" || problem.severity === "info") return remark(message, evidence, problem.fix);
  return (isBroken(problem) && !another ? error : warning)(message, evidence, problem.fix);
}
