/** A piece of the text with the 0-based position of its first character that is not blank. */
export interface Piece {
  readonly text: string;
  readonly at: number;
}

const isBlank = (character: string | undefined): boolean => character === " " || character === "\t";

/** Pieces between separators, blanks around them taken off. */
export function splitAt(text: string, separator: ";" | ",", offset = 0): readonly Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const part of text.split(separator)) {
    pieces.push(trimmed(part, offset + start));
    start += part.length + 1;
  }
  return pieces;
}

/** The piece without blanks (spaces and tabs only) around it. */
export function trimmed(text: string, at: number): Piece {
  let begin = 0;
  let end = text.length;
  while (begin < end && isBlank(text[begin])) begin += 1;
  while (end > begin && isBlank(text[end - 1])) end -= 1;
  return { text: text.slice(begin, end), at: at + begin };
}
