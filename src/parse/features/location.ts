import { escapedText } from "./escaped.ts";

/** What $MACHINEFEATURES or $JOBFEATURES says. `shown` may stand in reports: escaped, bounded, without secrets. */
export type FeatureLocation =
  | { readonly kind: "unset"; readonly reason: string }
  | { readonly kind: "refused"; readonly shown: string; readonly reason: string }
  | { readonly kind: "directory"; readonly path: string; readonly shown: string; readonly remark: string }
  | {
      readonly kind: "url";
      /** Without a slash at the end; a key is asked for as `${base}/${key}`. */
      readonly base: string;
      readonly secure: boolean;
      readonly shown: string;
      readonly remark: string;
    };

const MAX_LOCATION = 4096;
const EXPECTED = "expected an absolute directory or an http:// or https:// URL";

/**
 * The test of HSF-TN-2016-02 §3, positively: a leading `/` is a directory, `http://` and `https://` are URLs, and
 * nothing else is guessed at. One slash at the end, which the note forbids, is dropped with a remark.
 */
export function parseFeatureLocation(variable: string, text: string | undefined): FeatureLocation {
  if (text === undefined) return { kind: "unset", reason: `$${variable} is not set` };
  if (text === "") return { kind: "unset", reason: `$${variable} is set but empty` };
  const refused = (reason: string): FeatureLocation => ({
    kind: "refused",
    shown: shownRefused(text),
    reason: `$${variable} ${reason}`,
  });
  if (text.length > MAX_LOCATION) return refused(`is longer than ${MAX_LOCATION} characters`);
  if (/\p{Cc}/u.test(text)) return refused(`contains a control character; ${EXPECTED}`);
  const trimmed = text.length > 1 && text.endsWith("/") ? text.slice(0, -1) : text;
  const remark = trimmed === text ? "" : `a slash at the end of $${variable} was dropped`;
  if (text.startsWith("/")) {
    return { kind: "directory", path: trimmed, shown: escapedText(trimmed, MAX_LOCATION), remark };
  }
  if (!/^https?:\/\//u.test(text)) return refused(`is neither a directory nor a URL; ${EXPECTED}`);
  const problem = urlProblem(trimmed);
  if (problem !== null) return refused(problem);
  return { kind: "url", base: trimmed, secure: text.startsWith("https:"), shown: trimmed, remark };
}

/** Stricter than a browser: a URL that would have to be repaired is not the one the provider meant. */
function urlProblem(url: string): string | null {
  const [, authority = "", path = ""] = /^https?:\/\/([^/]*)(.*)$/su.exec(url) ?? [];
  if (url.includes("@")) return "contains user information, which is not sent and not shown";
  if (/[?#]/u.test(url)) return "contains a query or a fragment; expected a prefix to which /KEY is added";
  if (/[^\x21-\x7e]|[\\"<>^`{|}]/u.test(url)) return "contains a character that must be percent-encoded in a URL";
  if (/%(?![0-9A-Fa-f]{2})/u.test(path)) return "contains a percent sign without two hexadecimal digits";
  const parts = /^(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?$/u.exec(authority);
  if (parts === null) return "has no valid host name";
  return Number(parts[1] ?? 80) > 65_535 ? "has a port above 65535" : null;
}

/**
 * Passwords stand before an `@`, tokens behind a `?`, and either character may be part of the other's secret: with
 * both, nothing behind the scheme is shown.
 */
function shownRefused(text: string): string {
  if (text.startsWith("/")) return escapedText(text);
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]{0,20}:\/\//u.exec(text)?.[0] ?? "";
  const rest = text.slice(scheme.length);
  const at = rest.lastIndexOf("@");
  const query = rest.search(/[?#]/u);
  if (at !== -1 && query !== -1) return `${scheme}***`;
  if (at !== -1) return escapedText(`${scheme}***${rest.slice(at)}`);
  return escapedText(query === -1 ? text : `${scheme}${rest.slice(0, query + 1)}***`);
}
