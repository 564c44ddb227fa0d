import { err, ok, type Result } from "../../model/result.ts";

/** What a shell would do something with; nobody here does. */
const shellsOwn = /[$`|;&<>()*?]/u;

/** The words of a command as a person writes it (`srun --label`, `ssh -o 'A=b c' {host}`); a shell is not asked. */
export function commandWords(text: string): Result<readonly [string, ...string[]], string> {
  const words: string[] = [];
  let word: string | null = null;
  let quote = "";
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === "" && /\s/u.test(character)) {
      if (word !== null) words.push(word);
      word = null;
      continue;
    }
    word ??= "";
    if (character === quote) quote = "";
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === "\\" && quote !== "'" && at + 1 < text.length) {
      at += 1;
      word += text.charAt(at);
    } else if (quote !== "'" && shellsOwn.test(character) && (quote === "" || /[$`]/u.test(character)))
      return err(`character ${at + 1} has a meaning to a shell, and none is asked: quote it, or name a script`);
    else word += character;
  }
  if (quote !== "") return err("a quote is not closed");
  if (word !== null) words.push(word);
  const [first, ...rest] = words;
  return first === undefined || first === "" ? err("it is empty") : ok([first, ...rest]);
}
