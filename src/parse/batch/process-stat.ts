import { err, ok, type Result } from "../../model/result.ts";
import { quoted } from "./quoted.ts";

export interface ProcessStat {
  readonly pid: number;
  /** At most 15 bytes: the kernel cuts it. */
  readonly name: string;
  readonly parent: number;
  readonly session: number;
  /** Clock ticks (1/100 s on every architecture that Node runs on) since boot. */
  readonly startTicks: number;
}

const after = "[A-Za-z] ([0-9]{1,10}) -?[0-9]{1,10} ([0-9]{1,10})(?: -?[0-9]{1,20}){15} ([0-9]{1,20})(?: |$)";
/** `pid (name) state parent group session …`, start time as the 22nd field. */
const line = new RegExp(`^([0-9]{1,10}) \\((.{0,64})\\) ${after}`, "su");

/** `/proc/PID/stat`. The name may hold blanks and parentheses, so the last parenthesis ends it. */
export function parseProcessStat(text: string): Result<ProcessStat, string> {
  const [, pid, name, parent, session, startTicks] = line.exec(text) ?? [];
  return name === undefined
    ? err(`expected a line of /proc/PID/stat, found ${quoted(text)}`)
    : ok({
        pid: Number(pid),
        name,
        parent: Number(parent),
        session: Number(session),
        startTicks: Number(startTicks),
      });
}
