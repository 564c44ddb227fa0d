// A certificate of this hour for `localhost`, which is its own authority.
import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

export function selfSigned(): { readonly cert: string; readonly key: string } {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const forgeKey = forge.pki.privateKeyFromPem(pem);
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.rsa.setPublicKey(forgeKey.n, forgeKey.e);
  made.serialNumber = "01";
  made.validity.notBefore = new Date(Date.now() - 3_600_000);
  made.validity.notAfter = new Date(Date.now() + 3_600_000);
  const name = [{ name: "commonName", value: "localhost" }];
  made.setSubject(name);
  made.setIssuer(name);
  made.setExtensions([
    { name: "basicConstraints", cA: true },
    { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
  ]);
  made.sign(forgeKey, forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(made), key: pem };
}
