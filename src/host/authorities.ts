import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getCACertificates, rootCertificates } from "node:tls";

const maxAuthorities = 2000;
/** Where sites put those of the grid. */
export const usualCertificates = "/etc/grid-security/certificates";

/** Node's and the system's certificates, and the hashed ones (`*.0`, `*.pem`) of a grid CA directory. */
export function authorities(directory: string | undefined): string[] {
  const key = directory ?? "";
  let list = authorityLists.get(key);
  if (list === undefined) {
    list = readAuthorities(directory);
    authorityLists.set(key, list);
  }
  return list;
}

/** Hundreds of files, asked for by fifteen requests at once, read once. */
const authorityLists = new Map<string, string[]>();

function readAuthorities(directory: string | undefined): string[] {
  const list = [...rootCertificates, ...getCACertificates("system")];
  if (directory === undefined) return list;
  try {
    for (const name of readdirSync(directory).slice(0, maxAuthorities)) {
      if (/\.(?:[0-9]|pem|crt)$/u.test(name)) list.push(readFileSync(join(directory, name), "utf8"));
    }
  } catch {
    // An unreadable directory adds nothing; the handshake then says which certificate is not trusted.
  }
  return list;
}
