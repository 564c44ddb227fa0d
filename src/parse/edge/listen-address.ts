import { readIpv6 } from "../url-host.ts";

/** A numeric address that a program can listen on, in the spelling of the system's calls; null when it is none. */
export function parseListenAddress(text: string): string | null {
  const bare = text.replace(/^\[(.*)\]$/u, "$1");
  if (bare.includes(":")) return readIpv6(bare);
  const parts = bare.split(".");
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/u.test(part) && Number(part) <= 255)
    ? bare
    : null;
}
