import type {
  CredentialKind,
  CredentialLimit,
  CredentialProblem,
  CredentialReading,
} from "../../model/facts/credential.ts";
import { dateClaim, textClaim, wordsClaim } from "./claims.ts";
import { emptyReading } from "./empty-reading.ts";
import { decodeJwt, type Jwt } from "./jwt.ts";
import { endUnreadable, newCredential, problem, shown } from "./problem.ts";

/** A token in JSON Web Token form: an HTCondor IDTOKEN, a SciToken or a WLCG token. Total on arbitrary text. */
export function readToken(text: string, otherwise: CredentialKind): CredentialReading {
  const read = decodeJwt(text);
  if (!read.ok) return unreadableToken(otherwise, "malformed", `the token ${read.error}`);
  const jwt = read.value;
  const kind = kindOf(jwt);
  const exp = dateClaim(jwt.payload, "exp", endUnreadable);
  const begins = ["nbf", "iat"].map((name) => ({ name, ...dateClaim(jwt.payload, name, "malformed-claim") }));
  const starts = begins.flatMap(({ name, at }): CredentialLimit[] =>
    at === null ? [] : [{ what: `\`${name}\``, at, part: "token" }],
  );
  const nbf = begins[0]?.at ?? null;
  return {
    kind,
    expiresAt: exp.at,
    notBefore: nbf,
    limits: exp.at === null ? [] : [{ what: "`exp`", at: exp.at, part: "token" }],
    starts,
    subject: textClaim(jwt.payload, "sub"),
    issuer: textClaim(jwt.payload, "iss"),
    fingerprint: jwt.fingerprint,
    details: kind === "idtoken" ? idtokenDetails(jwt) : scitokenDetails(jwt),
    problems: [
      ...exp.problems,
      ...begins.flatMap(({ problems }) => problems),
      ...formProblems(jwt),
      ...(kind === "idtoken" ? idtokenProblems(jwt) : scitokenProblems(jwt)),
    ],
  };
}

export const unreadableToken = (kind: CredentialKind, code: string, message: string): CredentialReading =>
  emptyReading(kind, [problem("error", code, message, newCredential)]);

/** HTCondor's issuer is a trust domain; those of SciTokens and WLCG tokens are URLs. */
function kindOf({ payload }: Jwt): "idtoken" | "scitoken" {
  const url = /^https?:\/\//u.test(textClaim(payload, "iss") ?? "");
  const marked = payload.has("wlcg.ver") || (textClaim(payload, "ver") ?? "").startsWith("scitoken");
  return url || marked ? "scitoken" : "idtoken";
}

function formProblems({ header, repeated, hasSignature }: Jwt): CredentialProblem[] {
  const found = repeated
    .slice(0, 10)
    .map((name) =>
      problem(
        "error",
        "duplicate-claim",
        `the claim \`${shown(name, 60)}\` is written twice; readers differ in which one counts`,
        newCredential,
      ),
    );
  if ((textClaim(header, "alg") ?? "none").toLowerCase() === "none")
    found.push(
      problem("error", "alg-none", "the token says that it is not signed (alg none); nobody accepts it", newCredential),
    );
  else if (!hasSignature) found.push(problem("error", "malformed", "the token has no signature", newCredential));
  return found;
}

const idtokenDetails = ({ header, payload }: Jwt): CredentialReading["details"] => ({
  algorithm: textClaim(header, "alg"),
  keyId: textClaim(header, "kid"),
  trustDomain: textClaim(payload, "iss"),
  scopes: wordsClaim(payload, "scope"),
});

function idtokenProblems({ header, payload }: Jwt): CredentialProblem[] {
  const found: CredentialProblem[] = [];
  if (!payload.has("exp"))
    found.push(
      problem(
        "info",
        "no-expiry",
        "the token has no end",
        "Nothing to do; a token with an end is less of a loss when it is stolen.",
      ),
    );
  for (const [claims, name, what] of [
    [payload, "iss", "trust domain"],
    [payload, "sub", "identity"],
    [header, "kid", "signing key"],
  ] as const)
    if (textClaim(claims, name) === null) found.push(missing(name, what));
  const levels = wordsClaim(payload, "scope").filter((scope) => scope.startsWith("condor:/"));
  if (levels.length > 0 && !levels.some((level) => /\/(?:ADVERTISE_STARTD|DAEMON|ADMINISTRATOR|ALLOW)$/u.test(level)))
    found.push(
      problem(
        "warning",
        "scope-too-narrow",
        `the token allows ${levels.join(" ")} and not ADVERTISE_STARTD`,
        "Make it with condor_token_create -authz ADVERTISE_STARTD -authz ADVERTISE_MASTER -authz READ.",
      ),
    );
  return found;
}

const missing = (name: string, what: string): CredentialProblem =>
  problem(
    "warning",
    "claim-missing",
    `the token names no ${what} (\`${name}\`); HTCondor will not use it`,
    newCredential,
  );

function scitokenDetails({ header, payload }: Jwt): CredentialReading["details"] {
  const profile = payload.has("wlcg.ver")
    ? "wlcg"
    : textClaim(payload, "ver") === "scitoken:2.0"
      ? "scitoken:2.0"
      : "scitoken:1.0";
  return {
    algorithm: textClaim(header, "alg"),
    keyId: textClaim(header, "kid"),
    profile,
    audience: wordsClaim(payload, "aud"),
    scopes: wordsClaim(payload, "scope"),
    groups: wordsClaim(payload, "wlcg.groups"),
  };
}

function scitokenProblems({ payload }: Jwt): CredentialProblem[] {
  const found: CredentialProblem[] = [];
  if (!payload.has("exp"))
    found.push(
      problem(
        "warning",
        "exp-missing",
        "the token has no end, which SciTokens and WLCG tokens must have",
        newCredential,
      ),
    );
  if (textClaim(payload, "iss") === null)
    found.push(problem("warning", "claim-missing", "the token names no issuer (`iss`)", newCredential));
  return found;
}
