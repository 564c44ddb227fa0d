import { usualCertificates } from "../../host/authorities.ts";
import type { Host } from "../../host/host.ts";
import type { Unknown } from "../../model/facts/fence.ts";
import type { CertificateFacts } from "../../model/facts/site.ts";
import { describeSource } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";
import { printable } from "../../parse/printable.ts";
import { nextUpdateOf } from "../../parse/site/revocation-list.ts";

const maxLists = 500;
const maxListBytes = 16 * 1024 * 1024;
const maxShown = 20;

/** The CA directory as it lies there, and which of its revocation lists are out of date. */
export async function probeCertificates(host: Host, setting: Settings["X509_CERT_DIR"]): Promise<CertificateFacts> {
  const { path, from } =
    setting.value === null
      ? { path: usualCertificates, from: "default" }
      : { path: setting.value, from: describeSource(setting.source) };
  const names = await host.list(path);
  if (!names.ok) {
    const { code, what } = names.error;
    const exists = code === "missing" ? false : null;
    const unknown = exists === false ? [] : [{ what: printable(path), why: what }];
    return { path, from, exists, authorities: 0, lists: 0, expired: [], expiredCount: 0, unknown };
  }
  const lists = names.value.filter((name) => /\.r[0-9]$/u.test(name));
  const now = host.now();
  const unknown: Unknown[] = [];
  const expired: { readonly file: string; readonly at: number }[] = [];
  for (const name of lists.slice(0, maxLists)) {
    const due = await dueOf(host, `${path}/${name}`);
    if (typeof due === "string") unknown.push({ what: printable(name), why: due });
    else if (due !== null && due < now) expired.push({ file: printable(name), at: due });
  }
  expired.sort((a, b) => a.at - b.at);
  return {
    path,
    from,
    exists: true,
    authorities: names.value.filter((name) => /\.(?:[0-9]|pem|crt)$/u.test(name)).length,
    lists: lists.length,
    expired: expired.slice(0, maxShown),
    expiredCount: expired.length,
    unknown: unknown.slice(0, maxShown),
  };
}

/** Epoch seconds; null when the list names no end; why it could not be read. */
async function dueOf(host: Host, file: string): Promise<number | null | string> {
  const bytes = await host.readBytes(file, maxListBytes);
  if (!bytes.ok) return bytes.error.what;
  const due = nextUpdateOf(bytes.value);
  return due.ok ? due.value : due.error;
}
