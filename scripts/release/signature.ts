// SHA256SUMS and its Ed25519 signature.
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** As sha256sum(1) writes and checks it. */
export function checksums(files: ReadonlyMap<string, Buffer>): string {
  const lines = [...files].map(([name, bytes]) => `${createHash("sha256").update(bytes).digest("hex")}  ${name}\n`);
  return lines.toSorted((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join("");
}

/** The private key in the PEM file; made when there is none, for trying a release out. */
export function signingKey(path: string, say: (text: string) => void): KeyObject {
  if (!existsSync(path)) {
    say(`no signing key in ${path}: making one there, which nobody knows yet`);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync("ed25519");
    writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  }
  const key = createPrivateKey(readFileSync(path));
  if (key.asymmetricKeyType !== "ed25519") throw new Error(`${path} holds no Ed25519 key`);
  return key;
}

/** Check with: openssl pkeyutl -verify -pubin -inkey release-key.pem -rawin -in SHA256SUMS -sigfile SHA256SUMS.sig */
export const signatureOf = (text: string, key: KeyObject): Buffer => sign(null, Buffer.from(text), key);
export const publicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
