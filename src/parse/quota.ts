import { type Mebibytes, mebibytesFromKibibytes } from "../model/units.ts";

/** One file system in the report of quota(1) or `lfs quota`. 0 means that there is no such limit. */
export interface QuotaRow {
  readonly filesystem: string;
  readonly usedMiB: Mebibytes;
  readonly softMiB: Mebibytes;
  readonly hardMiB: Mebibytes;
  readonly usedFiles: number;
  readonly softFiles: number;
  readonly hardFiles: number;
}

/**
 * Rows of nine words: file system, then KiB used, soft limit, hard limit and grace, then the same for files. A long name
 * stands on a line of its own. Headings and remarks are lines of another form. Both programs mark a value over its limit
 * with `*`; Lustre puts what it is not sure of in brackets.
 */
export function parseQuotaReport(text: string): readonly QuotaRow[] {
  const rows: QuotaRow[] = [];
  let pending = "";
  for (const line of text.split("\n").slice(0, 1000)) {
    const words = line.trim().split(/\s+/u);
    if (words.length === 1) {
      pending = words[0] ?? "";
      continue;
    }
    const [filesystem, ...columns] = words.length === 8 && pending !== "" ? [pending, ...words] : words;
    pending = "";
    if (filesystem === undefined || columns.length !== 8) continue;
    // The two columns left out are the graces, which are words or times.
    const counts = [0, 1, 2, 4, 5, 6].map((column) => count(columns[column] ?? ""));
    if (counts.some(Number.isNaN)) continue;
    const [used = 0, soft = 0, hard = 0, files = 0, softFiles = 0, hardFiles = 0] = counts;
    rows.push({
      filesystem,
      usedMiB: mebibytesFromKibibytes(used),
      softMiB: mebibytesFromKibibytes(soft),
      hardMiB: mebibytesFromKibibytes(hard),
      usedFiles: files,
      softFiles,
      hardFiles,
    });
  }
  return rows;
}

/** NaN: no number. */
const count = (word: string): number => Number(/^\[?([0-9]{1,18})\]?\*?$/u.exec(word)?.[1] ?? "no");

/** What is left before writing fails; null: no limit. A soft limit becomes hard when its grace ends, so alone it counts. */
export const quotaLeft = (used: number, soft: number, hard: number): number | null =>
  soft === 0 && hard === 0 ? null : Math.max(0, (hard === 0 ? soft : hard) - used);
