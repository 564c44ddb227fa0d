import type { Host } from "../../host/host.ts";
import type { CredentialFact } from "../../model/facts/credential.ts";
import { timeProblems } from "../../parse/credential/time-problems.ts";
import { bearerTokens, jobTokens } from "./bearer-tokens.ts";
import { edgeToken } from "./edge-token.ts";
import type { CredentialSettings } from "./found-credential.ts";
import { proxies } from "./proxies.ts";
import { tokens } from "./tokens.ts";

/**
 * Every credential that a setting names, that lies where the tools of the field look, or that the batch job has. What
 * is used of them, and limits our life, is decided elsewhere (`usedCredentials`). Never throws.
 */
export async function probeCredentials(host: Host, settings: CredentialSettings): Promise<readonly CredentialFact[]> {
  const found = await Promise.all([
    tokens(host, settings),
    proxies(host, settings),
    bearerTokens(host),
    jobTokens(host),
    edgeToken(host, settings),
  ]);
  const now = host.now();
  return found.flat().map(({ reading, path, from, standing }) => ({
    ...reading,
    path,
    from,
    standing,
    problems: [...reading.problems, ...timeProblems(reading, now)],
  }));
}
