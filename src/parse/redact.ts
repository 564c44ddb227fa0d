const mark = "<removed>";

/**
 * Takes out what looks like a secret wherever it turns up in text that leaves us: private keys, JSON Web Tokens,
 * user information and signed queries in URLs. A net under the rule that secrets are not put there at all.
 */
export function redactSecrets(text: string): string {
  return text
    .replaceAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gu, mark)
    .replaceAll(/\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?/gu, mark)
    .replaceAll(/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#@"']{1,512}@/giu, `$1${mark}@`)
    .replaceAll(
      /([?&](?:X-Amz-[A-Za-z-]+|X-Goog-[A-Za-z-]+|sig|signature|token|access_token|authz|key|password)=)[^\s&"'#]+/giu,
      `$1${mark}`,
    );
}
