import type { Host } from "../../host/host.ts";
import { describeSource } from "../../model/provenance.ts";
import { type CredentialSettings, type FoundCredential, hasProblem } from "./found-credential.ts";
import { readCredentialFile, unread } from "./read-credential-file.ts";
import { userFile } from "./user-file.ts";

const defaultCaDirectory = "/etc/grid-security/certificates";

/** The proxy that X509_USER_PROXY names, and no other then, even if that one is not there; else /tmp/x509up_uUID. */
export async function proxies(host: Host, settings: CredentialSettings): Promise<FoundCredential[]> {
  const { value, source } = settings.X509_USER_PROXY;
  const caDirectory = settings.X509_CERT_DIR.value ?? defaultCaDirectory;
  if (value !== null) {
    const readings = await readCredentialFile(host, value, "proxy", caDirectory);
    return readings.map((reading) => ({
      path: value,
      from: `X509_USER_PROXY (${describeSource(source)})`,
      standing: "given",
      reading,
    }));
  }
  const file = await userFile(host, "/tmp", "x509up_u");
  if (file === null) return [];
  const place = { path: file.path, from: "default place of proxies", standing: "ambient" } as const;
  if (file.refusal !== null) return [{ ...place, reading: unread("proxy", { code: "denied", what: file.refusal }) }];
  const readings = await readCredentialFile(host, file.path, "proxy", caDirectory);
  return readings.filter((reading) => !hasProblem(reading, "missing")).map((reading) => ({ ...place, reading }));
}
