import { printable } from "../printable.ts";

/** Foreign text inside a message of ours, in quotes and cut short. */
export const quoted = (text: string): string => `"${printable(text, 60)}"`;
