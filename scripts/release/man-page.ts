// glidein(1), in the man macros.
import { exitTable } from "../../src/exit.ts";
import type { SettingRow } from "../../src/model/settings/row.ts";
import { settingsTable } from "../../src/model/settings.ts";
import { expectation } from "../../src/parse/setting-value.ts";
import { commandPages } from "./command-tree.ts";

export function manPage(version: string, time: number): string {
  const date = new Date(time * 1000).toISOString().slice(0, 10);
  const [program, ...commands] = commandPages();
  const lines = [
    `.TH GLIDEIN 1 "${date}" "glidein ${escape(version)}" "User Commands"`,
    ".SH NAME",
    "glidein \\- turn a batch slot into a node of an HTCondor pool",
    ".SH SYNOPSIS",
    ".B glidein",
    ".I COMMAND",
    "[\\fIOPTION\\fR]...",
    ".SH DESCRIPTION",
    escape(program?.summary ?? ""),
    "Called with the arguments of a GlideinWMS factory it runs that factory's staging area.",
    ".SH COMMANDS",
    "A command that looks at the node (it has \\fB\\-\\-set\\fR) takes the option of every setting below, beside those that are listed with it.",
    ...commands.flatMap(({ name, usage, summary, options }) => [
      `.SS "glidein ${escape(`${name} ${usage}`)}"`,
      escape(summary),
      ...options
        .filter(({ setting }) => !setting)
        .flatMap((one) => [".TP", `.B ${escape(one.flags)}`, escape(one.summary)]),
    ]),
    ".SH SETTINGS",
    "Each is set by its option, by an environment variable of its name, in a file given with \\fB\\-\\-config\\fR, or with \\fB\\-\\-set\\fR.",
    ...Object.entries<SettingRow>(settingsTable).flatMap(([name, row]) => [
      ".TP",
      `.B ${escape([name, ...(row.flag === undefined ? [] : [row.flag])].join(", "))}`,
      escape(
        `${row.doc} Takes ${expectation(row.type)}; default: ${row.default === null ? "not set" : JSON.stringify(row.default)}.`,
      ),
    ]),
    ".SH EXIT STATUS",
    ".TP",
    ".B 0",
    "Done: retired, drained, idle limit, stopped on request.",
    ...Object.values(exitTable).flatMap(({ status, meaning }) => [".TP", `.B ${status}`, escape(meaning)]),
    ".SH SEE ALSO",
    ".BR condor_master (1),",
    ".BR condor_startd (1),",
    ".BR apptainer (1)",
  ];
  return `${lines.join("\n")}\n`;
}

/** Text for roff: no escape, no request at the start of a line, no typographic minus. */
const escape = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll(
      /[^ -~\r\n]/gu,
      (letter) => `\\[u${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}]`,
    )
    .replaceAll(/[\r\n]+/gu, " ")
    .replace(/^(?=[.'])/u, "\\&");
