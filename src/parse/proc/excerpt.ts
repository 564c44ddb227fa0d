/**
 * Foreign text for a message: one line, control and non-ASCII characters escaped, bounded. Two different texts within
 * the bound never look the same.
 */
export function excerpt(text: string, limit = 60): string {
  const escaped = JSON.stringify(text.slice(0, limit))
    .slice(1, -1)
    .replaceAll(/[^\u0020-\u007e]/gu, (character) =>
      [...Array(character.length).keys()]
        .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`)
        .join(""),
    );
  return text.length > limit ? `${escaped}…` : escaped;
}
