import { type Refusal, refusal } from "../refusal.ts";

/** Words that begin a statement of the configuration language, and the macro that stands for a dollar. */
const taken = new Set(["if", "elif", "else", "endif", "use", "include", "error", "warning", "dollar"]);

/** `NAME`, or `SUBSYSTEM.NAME`; null when a text can be the name of a knob. */
export function knobFault(name: string): Refusal | null {
  if (!/^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*$/u.test(name) || name.length > 256) {
    return refusal("name", "not a knob", "letters, digits and underscores, with dots between");
  }
  return taken.has(name.toLowerCase()) ? refusal("name", "a word of the configuration language", "another name") : null;
}
