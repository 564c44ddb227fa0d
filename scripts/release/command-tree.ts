// The commands and options as the program itself declares them: the manual page and the completions are made from it.
import type { Command } from "commander";
import { build } from "../../src/cli.ts";

const silent = {
  stdoutIsTerminal: false,
  stderrIsTerminal: false,
  colour: false,
  columns: 80,
  result: (): void => undefined,
  say: (): void => undefined,
  progress: () => () => undefined,
};

export interface CommandPage {
  /** "run", "stage create"; "" is the program. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** `setting`: it sets a value of the table of settings, and is left out of the command's help. */
  readonly options: readonly { readonly flags: string; readonly summary: string; readonly setting: boolean }[];
}

export function commandPages(): readonly CommandPage[] {
  const line = { argv: [], env: {}, output: silent, stop: new AbortController().signal, onSignal: () => undefined };
  return pagesOf(
    build(line, () => async () => undefined),
    "",
  );
}

function pagesOf(command: Command, name: string): readonly CommandPage[] {
  const page: CommandPage = {
    name,
    usage: command.usage(),
    summary: command.description(),
    options: command.options.map(({ flags, description, hidden }) => ({
      flags,
      summary: description,
      setting: hidden,
    })),
  };
  const below = command.commands.flatMap((one) => pagesOf(one, name === "" ? one.name() : `${name} ${one.name()}`));
  return [page, ...below];
}

/** "-V, --version" and "--set <name=value>" → their words. */
export const wordsOf = (flags: string): readonly string[] =>
  flags.split(/[ ,|]+/u).filter((word) => word.startsWith("-"));
export const takesValue = (flags: string): boolean => /[<[]/u.test(flags);
