import { createHash } from "node:crypto";
import { err, ok, type Result } from "../../model/result.ts";
import { repeatedKeys } from "./repeated-keys.ts";

/** A JSON Web Token, decoded. Nothing here says that its signature holds: a pilot cannot know. */
export interface Jwt {
  readonly header: Claims;
  readonly payload: Claims;
  /** Claims that are written twice. */
  readonly repeated: readonly string[];
  readonly hasSignature: boolean;
  /** SHA-256 of header and payload; the signature of an IDTOKEN is its secret. */
  readonly fingerprint: string;
}

/** A map, so that no claim can be called `__proto__` to any effect. */
export type Claims = ReadonlyMap<string, unknown>;

/** HTCondor and htgettoken refuse tokens of this size or more. */
export const maxTokenLength = 16_384;

/** The error is a phrase that quotes nothing of the token. */
export function decodeJwt(text: string): Result<Jwt, string> {
  if (text.length >= maxTokenLength) return err(`is longer than ${maxTokenLength - 1} bytes`);
  const parts = text.split(".");
  if (parts.length === 5) return err("is encrypted (JWE), which no daemon here can open");
  const [head, body, signature] = parts;
  if (head === undefined || body === undefined || signature === undefined || parts.length > 3)
    return err(`has ${parts.length} parts between dots, not three`);
  const header = decodePart(head, "header");
  if (!header.ok) return header;
  const payload = decodePart(body, "payload");
  if (!payload.ok) return payload;
  if (signature !== "" && decodeBase64Url(signature) === null) return err("has a signature that is not base64url");
  return ok({
    header: header.value.claims,
    payload: payload.value.claims,
    repeated: [...header.value.repeated, ...payload.value.repeated],
    hasSignature: signature !== "",
    fingerprint: createHash("sha256").update(`${head}.${body}`).digest("hex"),
  });
}

function decodePart(
  text: string,
  name: string,
): Result<{ readonly claims: Claims; readonly repeated: readonly string[] }, string> {
  const bytes = decodeBase64Url(text);
  if (bytes === null || bytes.length === 0) return err(`has a ${name} that is not base64url`);
  try {
    const json = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return err(`has a ${name} that is no JSON object`);
    return ok({ claims: new Map(Object.entries(value)), repeated: repeatedKeys(json) });
  } catch {
    // The message of a SyntaxError quotes its input.
    return err(`has a ${name} that is not JSON`);
  }
}

/** Without padding; null when it does not come back as it was. */
function decodeBase64Url(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9_-]*$/u.test(text)) return null;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : null;
}
