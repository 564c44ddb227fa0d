import { printable } from "../printable.ts";
import { messageLines } from "./runtime-message.ts";

export interface RuntimeVersion {
  /** e.g. `1.4.5`, `3.8.7-1.el8`. */
  readonly number: string;
  /** The whole line. */
  readonly full: string;
}

/** `apptainer version 1.4.5`, `singularity-ce version 4.1.0`, `SingularityPRO version …`, or 2.x's bare `2.6.1-dist`. */
export function parseRuntimeVersion(stdout: string): RuntimeVersion | null {
  for (const line of messageLines(stdout).slice(0, 20)) {
    const number = /^(?:[A-Za-z][A-Za-z-]{0,40} version )?(v?[0-9]+\.[0-9]+[0-9A-Za-z.+~_-]{0,60})$/u.exec(line)?.[1];
    if (number !== undefined) return { number, full: printable(line, 200) };
  }
  return null;
}
