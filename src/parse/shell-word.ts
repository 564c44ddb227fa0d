import { err, ok, type Result } from "../model/result.ts";
import { atCharacter, type Refusal, refusal } from "./refusal.ts";
import { textFault } from "./text-fault.ts";

/**
 * A text as one word of any POSIX shell. Always quoted: an unquoted word can also be a keyword, an assignment or an
 * option of the shell, depending on where it stands. Everything but NUL and what is not UTF-8 can be written.
 */
export function shellWord(text: string): Result<string, Refusal> {
  const fault = textFault(text);
  return fault === null ? ok(`'${text.replaceAll("'", "'\\''")}'`) : err(fault);
}

/** What a shell would do something with, outside of quotes. */
const special = /[\s|&;<>()$`"'\\*?[\]#~=%{}!^]/u;
const escapableInDoubleQuotes = new Set(["$", "`", '"', "\\"]);

/**
 * The value of one word of a POSIX shell, however it is quoted. Refused: several words, expansions, patterns,
 * operators, anything whose value depends on a shell that would run it.
 */
export function readShellWord(word: string): Result<string, Refusal> {
  const parts: string[] = [];
  let at = 0;
  while (at < word.length) {
    const character = word.charAt(at);
    if (character === "'" || character === '"') {
      const quoted = character === "'" ? singleQuoted(word, at) : doubleQuoted(word, at);
      if (!quoted.ok) return quoted;
      parts.push(quoted.value.text);
      at = quoted.value.end;
    } else if (character === "\\" && at + 1 < word.length) {
      // A backslash before a line break continues the line: both go.
      if (word.charAt(at + 1) !== "\n") parts.push(word.charAt(at + 1));
      at += 2;
    } else if (special.test(character)) {
      return err(refusal(atCharacter(at), "a character with a meaning to the shell", "one quoted word"));
    } else {
      parts.push(character);
      at++;
    }
  }
  return word === "" ? err(refusal("", "no word", "one quoted word")) : ok(parts.join(""));
}

type Quoted = Result<{ readonly text: string; readonly end: number }, Refusal>;

function singleQuoted(word: string, start: number): Quoted {
  const end = word.indexOf("'", start + 1);
  return end < 0 ? err(unclosed(start)) : ok({ text: word.slice(start + 1, end), end: end + 1 });
}

function doubleQuoted(word: string, start: number): Quoted {
  const parts: string[] = [];
  for (let at = start + 1; at < word.length; at++) {
    const character = word.charAt(at);
    if (character === '"') return ok({ text: parts.join(""), end: at + 1 });
    if (character === "$" || character === "`") return err(refusal(atCharacter(at), "an expansion", "a fixed value"));
    const next = word.charAt(at + 1);
    if (character === "\\" && (escapableInDoubleQuotes.has(next) || next === "\n")) {
      if (next !== "\n") parts.push(next);
      at++;
    } else parts.push(character);
  }
  return err(unclosed(start));
}

const unclosed = (at: number): Refusal => refusal(atCharacter(at), "a quote that is not closed", "one quoted word");
