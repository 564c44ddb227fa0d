import { printable } from "../printable.ts";
import type { LayoutProblem } from "./layout.ts";
import { type Piece, splitAt, trimmed } from "./split-items.ts";

/** Fields of an item, in the order of the positions. */
const fieldNames = ["name", "number", "memory", "type", "disk"] as const;
type FieldName = (typeof fieldNames)[number];
export type ItemFields = Partial<Record<FieldName, Piece>>;

const fieldNamed = (text: string): FieldName | undefined => fieldNames.find((name) => name === text.toLowerCase());

/** `name[,number[,memory[,type[,disk]]]]`, where `key=value` may take the place of the last ones. */
export function itemFields(
  item: number,
  piece: Piece,
): { readonly fields: ItemFields; readonly problems: readonly LayoutProblem[] } {
  const fields: ItemFields = {};
  const problems: LayoutProblem[] = [];
  const report = (at: number, problem: string, expected: string): void => {
    problems.push({ item, character: at + 1, problem, expected });
  };
  let keyword = false;
  for (const [position, field] of splitAt(piece.text, ",", piece.at).entries()) {
    const equals = field.text.indexOf("=");
    if (equals < 0) {
      const name = fieldNames[position];
      if (keyword)
        report(
          field.at,
          `${quote(field.text)} has no key but follows one that has`,
          "key=value after the first key=value",
        );
      else if (name === undefined)
        report(field.at, `${quote(field.text)} is one field too many`, `at most ${fieldNames.join(",")}`);
      else if (field.text !== "") fields[name] = field;
      continue;
    }
    keyword = true;
    const key = trimmed(field.text.slice(0, equals), field.at);
    const value = trimmed(field.text.slice(equals + 1), field.at + equals + 1);
    const name = fieldNamed(key.text);
    if (name === undefined) report(field.at, `${quote(key.text)} is not a key`, `one of ${fieldNames.join(", ")}`);
    else if (fields[name] !== undefined) report(field.at, `${name} is given twice`, `one ${name}`);
    else if (value.text !== "") fields[name] = value;
  }
  return { fields, problems };
}

export const quote = (text: string): string => `"${printable(text, 60)}"`;
