import { err, ok, type Result } from "../../model/result.ts";
import { type Seconds, seconds } from "../../model/units.ts";
import { quoted } from "./quoted.ts";

/** A number of seconds, no limit, or a limit that was never set. */
export type SlurmDuration = Seconds | "unlimited" | "not-set";

/**
 * What `squeue` and `scontrol` print as a duration: `9:59`, `1-02:03:04`, `UNLIMITED`, `NOT_SET`; also the input
 * forms `90` (minutes), `1-12` (days-hours), `1-12:30`. `INVALID` is how Slurm prints a time left below zero.
 */
export function parseSlurmDuration(text: string): Result<SlurmDuration, string> {
  if (/^(?:UNLIMITED|INFINITE)$/iu.test(text)) return ok("unlimited");
  if (/^(?:NOT_SET|Partition_Limit|N\/A)$/iu.test(text)) return ok("not-set");
  if (/^INVALID$/iu.test(text)) return err("INVALID, which is how Slurm prints a limit that is overrun");
  const match = /^(?:([0-9]{1,6})-)?([0-9]{1,8})(?::([0-9]{1,2}))?(?::([0-9]{1,2}))?$/u.exec(text);
  if (match?.[2] === undefined) return err(`expected [DAYS-]HH:MM:SS, found ${quoted(text)}`);
  const [first, second, third] = [Number(match[2]), match[3], match[4]];
  if (Number(second ?? 0) > 59 || Number(third ?? 0) > 59) return err(`minutes or seconds above 59 in ${quoted(text)}`);
  // Before a day's dash stand hours; without one the last field decides what the first is.
  if (match[1] !== undefined)
    return ok(seconds(((Number(match[1]) * 24 + first) * 60 + Number(second ?? 0)) * 60 + Number(third ?? 0)));
  if (third !== undefined) return ok(seconds((first * 60 + Number(second)) * 60 + Number(third)));
  return ok(seconds(first * 60 + Number(second ?? 0)));
}
