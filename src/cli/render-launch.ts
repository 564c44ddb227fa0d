import type { LaunchSummary, RankRow } from "../model/launch.ts";
import { printable } from "../parse/printable.ts";
import type { Output } from "./output.ts";
import { tableText } from "./table.ts";

/** A table for people, the whole as JSON for programs. */
export function renderLaunch(summary: LaunchSummary, format: unknown, output: Output): string {
  const asTable = format === "table" || (format === null && output.stdoutIsTerminal);
  return asTable ? launchTable(summary, output.stdoutIsTerminal) : `${JSON.stringify(summary, null, 2)}\n`;
}

const widestWhy = 100;
const widestHost = 64;

function launchTable(summary: LaunchSummary, onTerminal: boolean): string {
  const right = (heading: string) => ({ heading, align: "right" }) as const;
  const left = (heading: string) => ({ heading, align: "left" }) as const;
  const table = tableText(
    {
      title: "",
      columns: [
        ...[right("rank"), left("node"), left("state"), right("status"), right("ready after"), right("jobs")],
        ...[right("seconds"), left("why")],
      ],
      rows: summary.ranks.map(cells),
      total: null,
    },
    onTerminal,
  );
  const { served, ended, failed, lost, absent } = summary.counts;
  return `${table}\n\n${served} served; ${ended} ended well, ${failed} failed, ${lost} were lost, ${absent} never started\nstatus ${summary.status}: ${printable(summary.reason, 1000)}\n${summary.directory}\n`;
}

const cells = ({ rank, host, state, status, readyAfter, jobs, seconds, why }: RankRow): readonly string[] => [
  String(rank),
  host === null ? "?" : printable(host, widestHost),
  state,
  status === null ? "" : String(status),
  readyAfter === null ? "" : `${readyAfter} s`,
  String(jobs),
  seconds === null ? "" : String(seconds),
  printable(why, widestWhy),
];
