/** Where a macro stands in a configuration value. */
interface Macro {
  readonly start: number;
  /** Behind the closing parenthesis. */
  readonly end: number;
  readonly isDollar: boolean;
}

const fileNameFunction = /^\$F[pnxdqabfwu]*$/iu;
const functions = new Set(
  ["RANDOM_CHOICE", "RANDOM_INTEGER", "CHOICE", "SUBSTR", "INT", "REAL", "STRING", "EVAL", "BASENAME", "DIRNAME"].map(
    (name) => `$${name}`,
  ),
);

/**
 * The first macro at or after a place, as HTCondor finds it: `$NAME(`, where a `$$` counts as one mark and begins no
 * macro of the configuration, then a body up to a parenthesis. What HTCondor passes over is passed over here.
 */
export function nextMacro(text: string, from: number): Macro | null {
  for (let at = from; ; ) {
    const start = text.indexOf("$", at);
    if (start < 0) return null;
    at = wordEnd(text, text.charAt(start + 1) === "$" ? start + 2 : start + 1);
    if (text.charAt(at) !== "(") continue;
    const prefix = text.slice(start, at);
    const plain = prefix === "$" || prefix === "$ENV";
    if (!plain && !functions.has(prefix) && !(prefix.startsWith("$F") && fileNameFunction.test(prefix))) continue;
    const body = at + 1;
    const close = plain ? nameBodyEnd(text, body) : text.indexOf(")", body);
    if (close >= 0)
      return { start, end: close + 1, isDollar: prefix === "$" && text.slice(body, close).toUpperCase() === "DOLLAR" };
    at = body;
  }
}

function wordEnd(text: string, from: number): number {
  let at = from;
  while (/[A-Za-z0-9_]/u.test(text.charAt(at))) at++;
  return at;
}

/** Index of the parenthesis that closes `NAME` or `NAME:default`; -1 when the body is neither. */
function nameBodyEnd(text: string, body: number): number {
  let afterColon = false;
  for (let at = body; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === ")") return at;
    if (character === ":" && !afterColon) afterColon = true;
    else if (afterColon && character === "(" && text.includes(")", at)) at = text.indexOf(")", at);
    else if (!(/[A-Za-z0-9_./]/u.test(character) || (afterColon && "$ ,\\:".includes(character)))) return -1;
  }
  return -1;
}
