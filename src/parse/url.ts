import { err, ok, type Result } from "../model/result.ts";
import { atCharacter, type Refusal, refusal } from "./refusal.ts";
import { readHost } from "./url-host.ts";

/** An `http` or `https` URL. `text` may hold a secret and goes only to the one who connects; `display` is for everyone. */
export interface HttpUrl {
  readonly scheme: "http" | "https";
  /** Lower case; an IPv6 address with its brackets. */
  readonly host: string;
  /** The scheme's own when the URL has none. */
  readonly port: number;
  /** Begins with a slash. */
  readonly path: string;
  /** Without the question mark; null when there is none. */
  readonly query: string | null;
  /** Whether it has user information, or a query, which may be a signature. */
  readonly secret: boolean;
  readonly text: string;
  readonly display: string;
}

const longest = 8192;
const defaultPorts = { http: 80, https: 443 } as const;
const expected = "http://HOST[:PORT]/PATH or https://HOST[:PORT]/PATH";

/**
 * RFC 3986 without what readers of URLs disagree about: nothing is trimmed, repaired or guessed. A base URL must not
 * have a fragment, which no server ever sees, nor path segments `.` and `..`, which mean another place to a client
 * that resolves them.
 */
export function readUrl(text: string): Result<HttpUrl, Refusal> {
  if (text.length > longest)
    return err(refusal("", `${text.length} characters`, `a URL of at most ${longest} characters`));
  const stray = text.search(/[^!$%&'()*+,\-./0-9:;=?@A-Z[\]_a-z~]/u);
  if (stray >= 0) return err(refusal(atCharacter(stray), "a character that no URL holds as it is", expected));
  const parts =
    /^(?<scheme>https?):\/\/(?:(?<user>[^@/?]*)@)?(?<host>\[[^\]]*\]|[^:/?@[\]]*)(?::(?<port>[^/?]*))?(?<path>\/[^?]*)?(?:\?(?<query>.*))?$/iu.exec(
      text,
    )?.groups;
  if (parts === undefined) return err(refusal("", "not a web address", expected));
  const scheme = parts["scheme"]?.toLowerCase() === "https" ? "https" : "http";
  const host = readHost(parts["host"] ?? "");
  if (host === null)
    return err(refusal("host", "not a host", "a host name, an IPv4 address, or an IPv6 address in brackets"));
  const port = readPort(parts["port"], scheme);
  if (port === null) return err(refusal("port", "not a port", "a number from 1 to 65535"));
  const { user, path = "/", query = null } = parts;
  const broken = [user ?? "", path, query ?? ""].find(
    (part) => /%(?![0-9A-Fa-f]{2})/u.test(part) || /[[\]]/u.test(part),
  );
  if (broken !== undefined) return err(refusal("", "a percent sign or a bracket that is not written as %XX", expected));
  if (path.split("/").some(isDotSegment)) return err(refusal("path", "a segment . or ..", "the path itself"));
  return ok(assemble({ scheme, user: user ?? null, host, port, path, query }));
}

interface Parts {
  readonly scheme: "http" | "https";
  readonly user: string | null;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly query: string | null;
}

function assemble(parts: Parts): HttpUrl {
  const { scheme, user, host, port, path, query } = parts;
  const place = `${host}${port === defaultPorts[scheme] ? "" : `:${port}`}${path}`;
  return {
    ...{ scheme, host, port, path, query },
    secret: user !== null || query !== null,
    text: `${scheme}://${user === null ? "" : `${user}@`}${place}${query === null ? "" : `?${query}`}`,
    display: `${scheme}://${user === null ? "" : "<removed>@"}${place}${query === null ? "" : "?<removed>"}`,
  };
}

function readPort(text: string | undefined, scheme: "http" | "https"): number | null {
  if (text === undefined || text === "") return defaultPorts[scheme];
  const port = /^[1-9][0-9]{0,4}$/u.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : null;
}

const isDotSegment = (segment: string): boolean => /^(?:\.|%2e){1,2}$/iu.test(segment);

/** One segment of a path, so that whatever is in it stays one segment. */
export function urlSegment(text: string): Result<string, Refusal> {
  if (text === "" || isDotSegment(text)) return err(refusal("", "an empty segment, . or ..", "the name of one thing"));
  if (!text.isWellFormed()) return err(refusal("", "half of a surrogate pair", "text that UTF-8 can hold"));
  const hexadecimal = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return ok(encodeURIComponent(text).replaceAll(/[!'()*]/gu, hexadecimal));
}

/** The URL of something below another URL, whose query is kept: a signature is for everything below. */
export function urlBelow(base: HttpUrl, ...segments: readonly string[]): Result<HttpUrl, Refusal> {
  const encoded: string[] = [];
  for (const segment of segments) {
    const one = urlSegment(segment);
    if (!one.ok) return one;
    encoded.push(one.value);
  }
  const at = base.text.indexOf("?");
  const bare = (at < 0 ? base.text : base.text.slice(0, at)).replace(/\/$/u, "");
  return readUrl(`${[bare, ...encoded].join("/")}${base.query === null ? "" : `?${base.query}`}`);
}
