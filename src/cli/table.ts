import Table from "cli-table3";
import type { Table as TableData } from "../decide/slot-table.ts";

/** A table as text: rules between columns on a terminal, blanks in a pipe, where other programs cut columns. */
export function tableText({ columns, rows, total }: TableData, onTerminal: boolean): string {
  const bare = {
    top: "",
    "top-mid": "",
    "top-left": "",
    "top-right": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
    "bottom-right": "",
    left: "",
    "left-mid": "",
    mid: "",
    "mid-mid": "",
    right: "",
    "right-mid": "",
    middle: "  ",
  };
  const table = new Table({
    head: columns.map(({ heading }) => heading),
    colAligns: columns.map(({ align }) => align),
    style: { head: [], border: [], compact: true, ...(onTerminal ? {} : { "padding-left": 0, "padding-right": 0 }) },
    ...(onTerminal ? {} : { chars: bare }),
  });
  table.push(...rows.map((row) => [...row]));
  if (total !== null) table.push([...total]);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
