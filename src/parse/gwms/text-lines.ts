import { err, ok, type Result } from "../../model/result.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { textFault } from "../text-fault.ts";

/** One line that says something: neither empty nor a comment. */
export interface TextLine {
  readonly text: string;
  /** Counts from 1. */
  readonly number: number;
}

export interface TextLines {
  readonly lines: readonly TextLine[];
  /** What follows the last line break; GlideinWMS's shell never reads it. */
  readonly unfinished: string;
}

const largestFile = 4_194_304;
const mostLines = 50_000;

/** The lines of one of GlideinWMS's text files. A comment has its `#` in the first column. */
export function readLines(text: string): Result<TextLines, Refusal> {
  if (text.length > largestFile) return err(refusal("", `${text.length} characters`, `at most ${largestFile}`));
  const fault = textFault(text);
  if (fault !== null) return err(fault);
  const all = text.split("\n");
  const unfinished = all.pop() ?? "";
  if (all.length > mostLines) return err(refusal("", `${all.length} lines`, `at most ${mostLines}`));
  const lines = all.flatMap((line, index) =>
    line.trim() === "" || line.startsWith("#") ? [] : [{ text: line, number: index + 1 }],
  );
  return ok({ lines, unfinished });
}

export const atLine = (number: number): string => `line ${number}`;
