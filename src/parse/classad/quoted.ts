/**
 * What stands between the quote at `start` and the one that closes it, in the syntax of old ClassAds: a backslash is
 * a backslash, except before a quote that does not end the text; a quote after a backslash at the very end of the
 * text, or of a line, closes the string, which then ends in a backslash. Null when nothing closes it.
 */
export function quotedAt(text: string, start: number): { readonly value: string; readonly end: number } | null {
  const quote = text.charAt(start);
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const at = text.indexOf(quote, from);
    if (at < 0) return null;
    const escaped = at > from && text.charAt(at - 1) === "\\" && at + 1 < text.length && text.charAt(at + 1) !== "\n";
    if (!escaped) return { value: parts.join("") + text.slice(from, at), end: at + 1 };
    parts.push(text.slice(from, at - 1), quote);
    from = at + 1;
  }
}
