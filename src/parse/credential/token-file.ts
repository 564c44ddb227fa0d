import type { CredentialProblem, CredentialReading } from "../../model/facts/credential.ts";
import { decodeJwt, maxTokenLength } from "./jwt.ts";
import { newCredential, problem } from "./problem.ts";
import { readToken, unreadableToken } from "./token.ts";

const maxTokens = 64;
const latin1 = new TextDecoder("latin1");

/**
 * A file of HTCondor's token directory: one token a line, `#` comments. What is no token is passed over, as HTCondor
 * does, but said. A reading for each token, with its line in `details`; one reading with an error when there is none.
 */
export function readTokenFile(bytes: Uint8Array): readonly CredentialReading[] {
  const text = latin1.decode(bytes);
  if (text.trimStart().startsWith("{")) return [readBearerToken(bytes)];
  const readings: CredentialReading[] = [];
  const junk: CredentialProblem[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const decoded = decodeJwt(line);
    if (!decoded.ok) {
      if (junk.length < 10)
        junk.push(line.length < maxTokenLength ? junkLine(index + 1, decoded.error) : tooLarge(`line ${index + 1}`));
      continue;
    }
    if (readings.length === maxTokens) {
      junk.push(
        problem(
          "warning",
          "too-many-tokens",
          `line ${index + 1}: more than ${maxTokens} tokens; the rest was not read`,
          "Keep one token in a file.",
        ),
      );
      break;
    }
    const reading = readToken(line, "idtoken");
    readings.push({ ...reading, details: { ...reading.details, line: index + 1 } });
  }
  const [first, ...others] = readings;
  if (first === undefined) {
    const none = noToken(text);
    return [{ ...none, problems: [...none.problems, ...junk] }];
  }
  return [{ ...first, problems: [...first.problems, ...junk] }, ...others];
}

const junkLine = (line: number, why: string): CredentialProblem =>
  problem(
    "info",
    "junk-line",
    `line ${line} is no token (it ${why}); HTCondor passes over it`,
    "Remove the line, or put a # before it.",
  );

const tooLarge = (place: string): CredentialProblem =>
  problem(
    "error",
    "too-large",
    `${place} is longer than the ${maxTokenLength - 1} bytes that a token may have`,
    newCredential,
  );

function noToken(text: string): CredentialReading {
  if (text.includes("-----BEGIN "))
    return unreadableToken(
      "idtoken",
      "no-token",
      "there are certificates and no token in the file; a proxy is given with X509_USER_PROXY",
    );
  return unreadableToken("idtoken", "no-token", text === "" ? "the file is empty" : "there is no token in the file");
}

/**
 * A bearer token as WLCG's discovery hands it out: the token alone, or the JSON of an HTCondor credential monitor
 * (`{"access_token": …}`), whose `expires_in` counts from an unknown moment and is not used.
 */
export function readBearerToken(bytes: Uint8Array): CredentialReading {
  const text = latin1.decode(bytes).replaceAll(/^[ \t\r\n\f\v]+|[ \t\r\n\f\v]+$/gu, "");
  if (text === "") return unreadableToken("scitoken", "no-token", "there is no token in it");
  if (text.startsWith("{")) {
    const token = accessToken(text);
    return token === null
      ? unreadableToken("scitoken", "malformed", "it is JSON without a text `access_token`")
      : readToken(token, "scitoken");
  }
  if (text.length >= maxTokenLength)
    return unreadableToken(
      "scitoken",
      "too-large",
      `it is longer than the ${maxTokenLength - 1} bytes that a token may have`,
    );
  return readToken(text, "scitoken");
}

function accessToken(json: string): string | null {
  if (json.length > 4 * maxTokenLength) return null;
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || !("access_token" in value)) return null;
    return typeof value.access_token === "string" ? value.access_token.trim() : null;
  } catch {
    return null;
  }
}
