import { readHost } from "../url-host.ts";

/** Where to connect to; `host` as the system's calls take it, without brackets. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** `192.0.2.1:9700`, `[2001:db8::1]:9700` or `host.example:9700`; null when it is none of these. */
export function parseSocketAddress(text: string): SocketAddress | null {
  const [, host = "", digits = ""] = /^(\[[^\]]*\]|[^:[\]]*):([0-9]{1,5})$/u.exec(text) ?? [];
  const port = Number(digits);
  const name = readHost(host);
  if (name === null || !/^[1-9]/u.test(digits) || port > 65_535) return null;
  return { host: name.replace(/^\[(.*)\]$/u, "$1"), port };
}

export const writeSocketAddress = ({ host, port }: SocketAddress): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;
