import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { CredentialProblem } from "../../model/facts/credential.ts";
import type { PemBlock } from "./pem.ts";
import { newCredential, problem } from "./problem.ts";

/** The private key of a file, reduced to what may be told of it. */
export interface PrivateKeyReading {
  /** Its public half; null when there is no key that could be opened. */
  readonly publicKey: KeyObject | null;
  readonly problems: readonly CredentialProblem[];
}

const encodings = {
  "PRIVATE KEY": "pkcs8",
  "RSA PRIVATE KEY": "pkcs1",
  "EC PRIVATE KEY": "sec1",
} as const;
const maxKeyBytes = 16_384;

const isKeyLabel = (label: string): label is keyof typeof encodings => Object.hasOwn(encodings, label);
export const isPrivateKey = (block: PemBlock): boolean => block.label.endsWith("PRIVATE KEY");

/** The first private key of the blocks; others are a problem, because tools differ in which one they use. */
export function readPrivateKey(blocks: readonly PemBlock[]): PrivateKeyReading {
  const [first, second] = blocks.filter(isPrivateKey);
  if (first === undefined) return refused("key-missing", "there is no private key in the file", newCredential);
  const reading = openKey(first);
  if (second === undefined) return reading;
  const several = problem(
    "warning",
    "several-keys",
    `${second.place}: a second private key, which is not read`,
    "Keep one private key in the file.",
  );
  return { ...reading, problems: [...reading.problems, several] };
}

function openKey(block: PemBlock): PrivateKeyReading {
  if (block.encrypted)
    return refused(
      "key-encrypted",
      `${block.place}: the private key is encrypted, and there is nobody to ask for its password`,
      "Give a proxy, whose key is not encrypted.",
    );
  if (!isKeyLabel(block.label) || block.der.length > maxKeyBytes)
    return refused("key-unreadable", `${block.place}: a private key that cannot be used here`, newCredential);
  try {
    const key = createPrivateKey({ key: Buffer.from(block.der), format: "der", type: encodings[block.label] });
    return { publicKey: createPublicKey(key), problems: block.label === "EC PRIVATE KEY" ? [sec1(block)] : [] };
  } catch {
    // The error of OpenSSL names codes only, and no reader needs them.
    return refused("key-unreadable", `${block.place}: the private key cannot be read`, newCredential);
  }
}

const sec1 = (block: PemBlock): CredentialProblem =>
  problem(
    "info",
    "key-form",
    `${block.place}: Globus tools do not read this form of elliptic-curve key`,
    "openssl pkcs8 -topk8 -nocrypt writes the form that all tools read.",
  );

const refused = (code: string, message: string, fix: string): PrivateKeyReading => ({
  publicKey: null,
  problems: [problem("error", code, message, fix)],
});
