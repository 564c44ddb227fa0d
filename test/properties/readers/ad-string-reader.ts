// HTCondor's reading of a string in an ad, character by character.

/** The value of a literal that is all of an attribute; null when it is no string, or more than one. */
export function readAdString(literal: string): string | null {
  if (!literal.startsWith('"')) return null;
  let value = "";
  let previous = "";
  for (let at = 1; at < literal.length; at++) {
    const character = literal.charAt(at);
    if (character !== '"') {
      value += character;
      previous = character;
      continue;
    }
    const isLast = at === literal.length - 1;
    if (previous !== "\\" || isLast) return isLast ? value : null;
    value = `${value.slice(0, -1)}"`;
    previous = "";
  }
  return null;
}
