import type { Host } from "../../host/host.ts";
import type { SiteFacts } from "../../model/facts/site.ts";
import type { Facts } from "../../model/facts.ts";
import type { Settings } from "../../model/settings.ts";
import { probeAccount, probeLibc } from "./account.ts";
import { probeCertificates } from "./certificates.ts";
import { probeDenylist } from "./denylist.ts";
import { leftDirectories } from "./left-directories.ts";
import { leftProcesses } from "./left-processes.ts";

/** What of the node is the site's to keep in order, and the traces of pilots before us. */
export async function probeSite(
  host: Host,
  settings: Pick<Settings, "X509_CERT_DIR" | "GLIDEIN_Denylist">,
  user: Facts["user"],
  storage: Facts["storage"],
): Promise<SiteFacts> {
  const parents = [...storage.candidates.map(({ path }) => path), "/var/tmp"];
  const [accountKnown, libc, certificates, denylist, directories, processes] = await Promise.all([
    probeAccount(host, user),
    probeLibc(host),
    probeCertificates(host, settings.X509_CERT_DIR),
    probeDenylist(host, settings.GLIDEIN_Denylist.value),
    leftDirectories(host, parents),
    leftProcesses(host, user.uid),
  ]);
  return {
    // Of the trees only a recording knows our process id.
    complete: host.mode === "live" || host.pid !== null,
    accountKnown,
    libc,
    certificates,
    leftovers: { directories, processes },
    denylist,
  };
}
