import type { CredentialProblem } from "../../model/facts/credential.ts";

export const problem = (
  severity: CredentialProblem["severity"],
  code: string,
  message: string,
  fix: string,
): CredentialProblem => ({ code, severity, message, fix });

export const newCredential = "Get a new credential, or copy the file again.";

/** Text out of a credential as it may be shown: bounded, and without control characters. */
export function shown(text: string, limit = 200): string {
  const safe = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{d800}-\u{dfff}]/gu, (c) => {
    const code = c.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
  });
  return safe.length > limit ? `${safe.slice(0, limit)}…` : safe;
}

/** A credential whose end cannot be read counts as ended; decisions know it by this code. */
export const endUnreadable = "end-unreadable";
