/**
 * Text for one line of a terminal: what would move the cursor, change colours or reorder characters is shown as an
 * escape. Sites, users and third parties write into what we print.
 */
export const plainLine = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const named = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
    return named ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
