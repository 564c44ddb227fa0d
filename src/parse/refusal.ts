/**
 * Why a text was not accepted, or why a value cannot be written in a language. Never holds the text itself, which
 * may be a secret: `where` says where in it to look.
 */
export interface Refusal {
  /** `character 12`, `line 3`, or empty when the whole is meant. */
  readonly where: string;
  readonly problem: string;
  readonly expected: string;
}

export const refusal = (where: string, problem: string, expected: string): Refusal => ({ where, problem, expected });

/** `index` counts from 0, people count from 1. */
export const atCharacter = (index: number): string => `character ${index + 1}`;

export function describeRefusal({ where, problem, expected }: Refusal): string {
  return `${where === "" ? "" : `${where}: `}${problem}; expected ${expected}`;
}
