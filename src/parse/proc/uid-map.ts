import { err, ok, type Result } from "../../model/result.ts";
import { printable } from "../printable.ts";

/** One line of /proc/self/uid_map: `count` ids from `inside` on are those from `outside` on in the parent namespace. */
export interface IdRange {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

/** The kernel allows 340 lines. An empty map is what a process sees before one is written: no id is mapped. */
const maxLines = 340;

export function parseIdMap(text: string): Result<readonly IdRange[], string> {
  const ranges: IdRange[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const match = /^\s*([0-9]{1,10})\s+([0-9]{1,10})\s+([0-9]{1,10})\s*$/u.exec(line);
    if (match === null || ranges.length === maxLines)
      return err(`"${printable(line, 60)}" is not three numbers: inside, outside, count`);
    ranges.push({ inside: Number(match[1]), outside: Number(match[2]), count: Number(match[3]) });
  }
  return ok(ranges);
}

/** The initial user namespace maps every id to itself; a container's map that does the same has the same effect. */
export const mapsEverything = (ranges: readonly IdRange[]): boolean =>
  ranges.some(({ inside, outside, count }) => inside === 0 && outside === 0 && count >= 4_294_967_295);

export const isMapped = (ranges: readonly IdRange[], id: number): boolean =>
  ranges.some(({ inside, count }) => id >= inside && id < inside + count);
