// Completion for bash and zsh.
import { type CommandPage, commandPages, takesValue, wordsOf } from "./command-tree.ts";

/** Commands by what is typed before them. */
function commandsBelow(pages: readonly CommandPage[]): ReadonlyMap<string, readonly string[]> {
  const below = new Map<string, string[]>();
  for (const { name } of pages) {
    if (name === "") continue;
    const words = name.split(" ");
    const parent = words.slice(0, -1).join(" ");
    below.set(parent, [...(below.get(parent) ?? []), words.at(-1) ?? ""]);
  }
  return below;
}

export function bashCompletion(): string {
  const pages = commandPages();
  const below = commandsBelow(pages);
  const arms = pages.map((page) => {
    const words = [...(below.get(page.name) ?? []), ...page.options.flatMap(({ flags }) => wordsOf(flags)), "--help"];
    return `    "${page.name}") words="${[...new Set(words)].join(" ")}" ;;`;
  });
  const names = pages.filter(({ name }) => name !== "").map(({ name }) => `"${name}"`);
  const files = pages.flatMap(({ options }) => options.filter(({ flags }) => /<(file|dir|path)>/u.test(flags)));
  const ofFiles = [...new Set(files.flatMap(({ flags }) => wordsOf(flags)))];
  return `# bash completion for glidein
_glidein() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command= words= word
  case $previous in
    ${ofFiles.join(" | ")})
      COMPREPLY=($(compgen -f -- "$current"))
      return
      ;;
  esac
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${command:+$command }$word" in
      ${names.join(" | ")}) command="\${command:+$command }$word" ;;
    esac
  done
  case $command in
${arms.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _glidein glidein
`;
}

export function zshCompletion(): string {
  const pages = commandPages();
  const below = commandsBelow(pages);
  const quote = (text: string): string => text.replaceAll(/[[\]:'"\\`$]/gu, "");
  const arms = pages
    .filter(({ name }) => name !== "")
    .map((page) => {
      const options = page.options.flatMap(({ flags, summary }) =>
        wordsOf(flags).map((word) => `'${word}${takesValue(flags) ? "=" : ""}[${quote(summary)}]${valueOf(flags)}'`),
      );
      const sub = below.get(page.name);
      const first = sub === undefined ? [] : [`'1:command:(${sub.join(" ")})'`];
      return `    ${JSON.stringify(page.name)}) _arguments ${[...first, ...options, "'*:file:_files'"].join(" \\\n      ")} ;;`;
    });
  const commands = pages.filter(({ name }) => name !== "" && !name.includes(" "));
  const twice = pages.flatMap(({ name }) => (name.includes(" ") ? [name] : []));
  return `#compdef glidein
local -a commands
commands=(
${commands.map(({ name, summary }) => `  '${name}:${quote(summary)}'`).join("\n")}
)
if (( CURRENT == 2 )); then
  _describe command commands
else
  local command=$words[2] typed=1
  if (( CURRENT > 3 )); then
    case "$words[2] $words[3]" in
      ${twice.map((name) => JSON.stringify(name)).join(" | ")}) command="$words[2] $words[3]" typed=2 ;;
    esac
  fi
  shift $typed words
  (( CURRENT -= typed ))
  case $command in
${arms.join("\n")}
  esac
fi
`;
}

const valueOf = (flags: string): string => {
  if (!takesValue(flags)) return "";
  return /<(file|dir|path)>/u.test(flags) ? ":file:_files" : ":value:";
};
