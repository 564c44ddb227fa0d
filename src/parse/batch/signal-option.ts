import { err, ok, type Result } from "../../model/result.ts";
import { type Seconds, seconds } from "../../model/units.ts";
import { quoted } from "./quoted.ts";

/** `--signal=[{R|B}:]SIGNAL[@SECONDS]` of Slurm, and Flux's without the letter. */
export interface SignalOption {
  readonly signal: string;
  /** Before the time limit. */
  readonly before: Seconds;
  /** `B`: only the batch script is told, and not what it started. */
  readonly toScript: boolean;
}

const numbers: Readonly<Record<number, string>> = {
  1: "HUP",
  2: "INT",
  3: "QUIT",
  10: "USR1",
  12: "USR2",
  14: "ALRM",
  15: "TERM",
  18: "CONT",
  23: "URG",
  24: "XCPU",
  25: "XFSZ",
};

export function parseSignalOption(text: string): Result<SignalOption, string> {
  const match = /^(?:([RB]{1,2}):)?(?:SIG)?([A-Z][A-Z0-9]{1,8}|[0-9]{1,2})(?:@([0-9]{1,5}))?$/iu.exec(text);
  const named = match?.[2]?.toUpperCase() ?? "";
  const name = /^[0-9]/u.test(named) ? numbers[Number(named)] : named;
  if (match === null || name === undefined) return err(`expected SIGNAL@SECONDS, found ${quoted(text)}`);
  return ok({
    signal: `SIG${name}`,
    // Slurm's and Flux's own default.
    before: seconds(Number(match[3] ?? 60)),
    toScript: match[1]?.toUpperCase().includes("B") === true,
  });
}

/** The last `#SBATCH --signal` in the head of a batch script, which ends at its first command. */
export function signalOptionIn(script: string): string | null {
  let found: string | null = null;
  for (const line of script.split("\n")) {
    if (line.trim() !== "" && !line.startsWith("#")) break;
    const option = /^#SBATCH\s(?:.*\s)?--signal(?:=|\s+)(\S{1,64})/u.exec(line)?.[1];
    if (option !== undefined) found = option.replaceAll(/["']/gu, "");
  }
  return found;
}
