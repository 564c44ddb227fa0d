import { atCharacter, type Refusal, refusal } from "./refusal.ts";

/**
 * The first thing in a text that would not come out of any file of ours as it went in: a NUL, which ends strings
 * in C; half of a surrogate pair, which UTF-8 has no bytes for; U+FFFD, which stands for bytes that were not UTF-8
 * when the text was read, so that writing it would give the value another content without anybody noticing.
 */
export function textFault(text: string): Refusal | null {
  const nul = text.indexOf("\0");
  if (nul >= 0) return refusal(atCharacter(nul), "a NUL character", "text without NUL");
  const replaced = text.indexOf("\u{FFFD}");
  if (replaced >= 0) return refusal(atCharacter(replaced), "bytes that are not UTF-8", "text in UTF-8");
  if (!text.isWellFormed()) {
    return refusal(atCharacter(text.search(/\p{Cs}/u)), "half of a surrogate pair", "text that UTF-8 can hold");
  }
  return null;
}

/** Longest value that is written into a file another program reads, in UTF-16 units; the node's files are read up to the same size. */
export const longestText = 65_536;

/** `textFault`, and the size. */
export function textFaultOrSize(text: string): Refusal | null {
  if (text.length > longestText) return refusal("", `${text.length} characters`, `at most ${longestText} characters`);
  return textFault(text);
}
