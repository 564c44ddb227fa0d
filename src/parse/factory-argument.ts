/**
 * How a GlideinWMS factory spells characters that batch systems mangle, as `.word,`. The order is the decoder's of
 * GlideinWMS, with the comma and the dot last, which is what makes the code unambiguous.
 */
const spellings: readonly (readonly [word: string, character: string])[] = [
  ["nbsp", " "],
  ["semicolon", ";"],
  ["colon", ":"],
  ["tilde", "~"],
  ["not", "!"],
  ["question", "?"],
  ["star", "*"],
  ["dollar", "$"],
  ["comment", "#"],
  ["sclose", "]"],
  ["sopen", "["],
  ["gclose", "}"],
  ["gopen", "{"],
  ["close", ")"],
  ["open", "("],
  ["gt", ">"],
  ["lt", "<"],
  ["minus", "-"],
  ["plus", "+"],
  ["eq", "="],
  ["singquot", "'"],
  ["quot", '"'],
  ["fork", "`"],
  ["pipe", "|"],
  ["backslash", "\\"],
  ["amp", "&"],
  ["comma", ","],
  ["dot", "."],
];

/** The value of a `-param_NAME` argument. A spelling that nobody knows is left as it is, as GlideinWMS leaves it. */
export function readFactoryArgument(argument: string): string {
  return spellings.reduce((text, [word, character]) => text.replaceAll(`.${word},`, () => character), argument);
}

const words = new Map(spellings.map(([word, character]) => [character, word]));

/** A value as a factory would pass it. Line breaks, tabs and letters of other alphabets have no spelling and stay. */
export function factoryArgument(value: string): string {
  return value.replaceAll(/[ ;:~!?*$#\][}{)(><\-+='"`|\\&,.]/gu, (character) => `.${words.get(character) ?? ""},`);
}
