/** Made of letters only, so that a URL stays a URL. */
export const removed = "REMOVED";

/** Variables, settings and keys that hold a secret by their name; names of files (`…_FILE`, `…_PATH`) do not. */
const secretName =
  /(?:PASSWORD|PASSWD|PASSPHRASE|_PWD|_PASS|SECRET|SECRET_ID|PRIVATE_KEY|ACCESS_KEY|API_?KEY|TOKEN|COOKIE|CREDENTIALS|_JWT|_PAT|INHERIT)$/iu;

export const namesSecret = (name: string): boolean => secretName.test(name);

/**
 * Takes out what looks like a secret wherever it turns up in text that leaves us: private keys, tokens, passwords
 * beside their names, user information and signed queries in URLs, claims of HTCondor slots. A net under the rule that
 * secrets are not put there at all. Doing it twice changes nothing. Linear in the text, whatever is in it.
 */
export function redactSecrets(text: string): string {
  return text
    .replaceAll(
      /-----BEGIN [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/gu,
      removed,
    )
    .replaceAll(/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?/gu, removed)
    .replaceAll(/(?<![A-Za-z0-9_-])(?:gh[opsru]_|github_pat_|glpat-|xox[abprs]-|MUNGE:)[\w+/=:-]{16,}/gu, removed)
    .replaceAll(/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/?#@"']{1,512}@/giu, `$1${removed}@`)
    .replaceAll(
      /([?&](?:X-Amz-[A-Za-z-]{1,40}|X-Goog-[A-Za-z-]{1,40}|[A-Za-z_-]{0,40}(?:sig|signature|token|authz|key|keyid|secret|password|passwd|credential|jwt))=)[^\s&"'#<]+/giu,
      `$1${removed}`,
    )
    .replaceAll(/(\bauthorization\s{0,4}[:=]\s{0,4}(?:bearer|basic)\s{1,4})[^\s"'\\<]+/giu, `$1${removed}`)
    .replaceAll(
      /(\b[A-Z0-9_]*(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|PRIVATE_KEY|ACCESS_KEY|API_?KEY|_TOKEN)\\{0,3}["']?\s{0,4}[=:]\s{0,4}\\{0,3}["']?)(?!\/)[^\s"'\\,;&]+/giu,
      `$1${removed}`,
    )
    .replaceAll(/(<[^<>\s]{5,300}>#[0-9]{6,12}#[0-9]{1,12}#)[^\s"]+/gu, `$1${removed}`);
}

/** The same in every text of a JSON value; keys stay. */
export function redactValue<T>(value: T): T {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- texts stay texts and everything else keeps its form
  return redacted(value) as T;
}

function redacted(value: unknown): unknown {
  if (typeof value === "string") return redactSecrets(value);
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redacted(one)]));
}
