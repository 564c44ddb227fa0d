import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { type Failure, failure } from "../../model/failure.ts";
import { describeInstant } from "../../model/instant.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { describeRefusal } from "../refusal.ts";
import { type Manifest, readManifest } from "./manifest.ts";

/** What a manifest is believed by: somebody's key, or its own digest. */
export type Trust =
  | { readonly kind: "key"; readonly key: KeyObject; readonly id: string }
  | { readonly kind: "digest"; readonly sha256: string };

export const signedSchema = "glidein.signed-manifest/1";
const largest = 4_194_304;
/** Ed25519 in DER, before the 32 bytes of the key (RFC 8410). */
const spkiPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** First part of what is signed, so that a signature over something else can never be taken for one over a manifest. */
const signedBytes = (payload: string): Buffer => Buffer.from(`${signedSchema}\n${payload}`);

/** The 32 bytes as base64url, as `glidein stage keygen` prints them, or `sha256=DIGEST`. */
export function readTrust(text: string): Trust | null {
  const word = text.trim();
  const digest = /^sha256=([0-9a-fA-F]{64})$/u.exec(word)?.[1];
  if (digest !== undefined) return { kind: "digest", sha256: digest.toLowerCase() };
  if (!/^[A-Za-z0-9_-]{43}$/u.test(word)) return null;
  const raw = Buffer.from(word, "base64url");
  try {
    const key = createPublicKey({ key: Buffer.concat([spkiPrefix, raw]), format: "der", type: "spki" });
    return { kind: "key", key, id: keyId(raw) };
  } catch {
    return null;
  }
}

const keyId = (raw: Uint8Array): string => createHash("sha256").update(raw).digest("hex").slice(0, 16);

/** The public half as `readTrust` reads it. */
export const publicText = (key: KeyObject): string =>
  key.export({ format: "der", type: "spki" }).subarray(spkiPrefix.length).toString("base64url");

/** The document that is published: the manifest's text as it was signed, with the signature. */
export function signManifest(payload: string, privateKey: KeyObject): string {
  const publicKey = createPublicKey(privateKey);
  const raw = Buffer.from(publicText(publicKey), "base64url");
  const signature = sign(null, signedBytes(payload), privateKey).toString("base64url");
  return `${JSON.stringify({ schema: signedSchema, payload, signatures: [{ key: keyId(raw), signature }] }, null, 2)}\n`;
}

export interface Believed {
  readonly manifest: Manifest;
  readonly warnings: readonly string[];
}

export interface Belief {
  readonly shown: string;
  readonly trust: Trust;
  /** Epoch seconds. */
  readonly now: number;
  /** Largest serial of this name that was seen on this node; null: none. */
  readonly seen: (name: string) => number | null;
}

/** Bytes, a trust and a time: the manifest, or why it is not believed. Nothing of it is used before that. */
export function verifyManifest(bytes: Uint8Array, belief: Belief): Result<Believed, Failure> {
  const { shown, trust, now } = belief;
  if (bytes.length > largest) return err(unbelieved(shown, `it is larger than ${largest} bytes`));
  if (trust.kind === "digest") {
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found !== trust.sha256)
      return err(
        failure(
          "DIGEST_MISMATCH",
          shown,
          `its SHA-256 is ${found}, not the one that is believed`,
          "Give the digest of the manifest that is published.",
          { expected: trust.sha256 },
        ),
      );
  }
  const envelope = readEnvelope(bytes);
  if (envelope === null)
    return err(unbelieved(shown, "it is not a signed manifest; a login page or an error of a web proxy looks so"));
  if (trust.kind === "key" && !envelope.signatures.some((one) => holds(envelope.payload, one, trust)))
    return err(unbelieved(shown, "no signature in it is of the given key"));
  const manifest = readManifest(envelope.payload);
  if (!manifest.ok)
    return err(
      failure("STAGE_INVALID", shown, describeRefusal(manifest.error), "Make it with `glidein stage create`."),
    );
  const { name, serial, expiresAt, issuedAt } = manifest.value;
  if (now > expiresAt) return err(unbelieved(shown, `it expired at ${describeInstant(expiresAt)}`));
  const seen = belief.seen(name);
  if (seen !== null && serial < seen)
    return err(
      unbelieved(shown, `it is older (serial ${serial}) than one of the same name that was used here (${seen})`),
    );
  const early =
    issuedAt > now + 300
      ? [`${shown} is from the future (${describeInstant(issuedAt)}); the clock of this node may be wrong`]
      : [];
  return ok({ manifest: manifest.value, warnings: early });
}

const unbelieved = (shown: string, problem: string): Failure =>
  failure(
    "SIGNATURE_INVALID",
    shown,
    problem,
    "Check --stage-key, and publish the manifest anew with `glidein stage create`.",
  );

interface Envelope {
  readonly payload: string;
  readonly signatures: readonly { readonly key: string; readonly signature: string }[];
}

/** The manifest in a published document, believed by nobody yet: for whoever makes the next one. */
export function unverifiedManifest(bytes: Uint8Array): Manifest | null {
  const envelope = readEnvelope(bytes);
  const manifest = envelope === null ? null : readManifest(envelope.payload);
  return manifest?.ok === true ? manifest.value : null;
}

function readEnvelope(bytes: Uint8Array): Envelope | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  if (!("schema" in value && "payload" in value && "signatures" in value)) return null;
  const { schema, payload, signatures } = value;
  if (schema !== signedSchema || typeof payload !== "string" || !Array.isArray(signatures)) return null;
  return {
    payload,
    signatures: signatures.slice(0, 16).flatMap((one: unknown) => {
      if (typeof one !== "object" || one === null || !("key" in one) || !("signature" in one)) return [];
      return typeof one.key === "string" && typeof one.signature === "string"
        ? [{ key: one.key, signature: one.signature }]
        : [];
    }),
  };
}

function holds(
  payload: string,
  { key, signature }: Envelope["signatures"][number],
  trust: Trust & { kind: "key" },
): boolean {
  if (key !== trust.id || !/^[A-Za-z0-9_-]{86}$/u.test(signature)) return false;
  return verify(null, signedBytes(payload), trust.key, Buffer.from(signature, "base64url"));
}
