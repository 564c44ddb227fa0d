import { printable } from "../printable.ts";

const longest = 300;
// What follows the control character; that one itself is named, not written.
const escapes = new RegExp(`${String.fromCodePoint(0x1b)}(?:\\[[0-9;?]*[A-Za-z]|[()][A-Z0-9])`, "gu");

/** Lines of a runtime's output without terminal colours and without empty ones. */
export const messageLines = (text: string): readonly string[] =>
  text
    .slice(0, 65_536)
    .replaceAll(escapes, "")
    .split(/\r?\n|\r/u)
    .map((line) => line.trim())
    .filter((line) => line !== "");

/**
 * The line that says why a runtime gave up: its last FATAL or ERROR, else the last lines that are more than progress.
 * Bounded and printable; empty when it said nothing.
 */
export function decisiveMessage(stderr: string): string {
  const lines = messageLines(stderr);
  const decisive = lines.findLast((line) => /^(?:FATAL|ERROR)\b/u.test(line));
  const others = lines.filter((line) => !/^(?:INFO|DEBUG|VERBOSE|WARNING)\b/u.test(line)).slice(-3);
  return printable((decisive ?? others.join(" / ")).replace(/\s+/gu, " "), longest);
}
