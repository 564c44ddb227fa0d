import { err, ok, type Result } from "../model/result.ts";
import { atCharacter, type Refusal, refusal } from "./refusal.ts";

/** Everything that XML 1.0 §2.2 does not allow in a document, not even as a character reference. */
const forbidden = /(?![\t\n\r\x7F-\x9F])\p{Cc}|[\uFFFE\uFFFF]|\p{Cs}/u;
const allForbidden = new RegExp(forbidden, "gu");

const references = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&apos;"],
  // Readers turn these into line feeds and spaces unless they are references (§2.11, §3.3.3, and §2.11 of XML 1.1).
  ["\t", "&#9;"],
  ["\n", "&#10;"],
  ["\r", "&#13;"],
  ["\u0085", "&#x85;"],
  ["\u2028", "&#x2028;"],
]);

const escape = (text: string, which: RegExp): string =>
  text.replaceAll(which, (found) => references.get(found) ?? found);
const inText = /[&<>\r\u0085\u2028]/gu;
const inAttribute = /[&<>"'\t\n\r\u0085\u2028]/gu;

/** A text as the content of an XML 1.0 element; a reader gets it back as it was. */
export function xmlText(text: string): Result<string, Refusal> {
  const at = text.search(forbidden);
  return at < 0 ? ok(escape(text, inText)) : err(unwritable(at));
}

/** A text as the value of an XML 1.0 attribute, without the quotes around it; good for either kind of quote. */
export function xmlAttribute(text: string): Result<string, Refusal> {
  const at = text.search(forbidden);
  return at < 0 ? ok(escape(text, inAttribute)) : err(unwritable(at));
}

const unwritable = (at: number): Refusal =>
  refusal(atCharacter(at), "a character that XML 1.0 cannot hold", "printable characters, tabs and line breaks");

/** What XML cannot hold, made visible (`\u{1b}`), for reports that must be written whatever is in them. */
export function xmlVisible(text: string): string {
  return text.replaceAll(allForbidden, (found) => `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Element content that is always written: `xmlText` after `xmlVisible`. */
export const xmlReportText = (text: string): string => escape(xmlVisible(text), inText);
/** Attribute value that is always written: `xmlAttribute` after `xmlVisible`. */
export const xmlReportAttribute = (text: string): string => escape(xmlVisible(text), inAttribute);
