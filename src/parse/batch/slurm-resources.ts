import { err, ok, type Result } from "../../model/result.ts";
import { type Mebibytes, mebibytes } from "../../model/units.ts";
import { quoted } from "./quoted.ts";

const mebibytesIn: Readonly<Record<string, number>> = { K: 1 / 1024, M: 1, G: 1024, T: 1_048_576, P: 1_073_741_824 };

/** Slurm's memory: MiB, or a number with K M G T P (`16G`, `3.5T`); powers of 1024. */
export function parseSlurmMemory(text: string): Result<Mebibytes, string> {
  const match = /^([0-9]{1,12}(?:\.[0-9]{1,6})?)([KMGTP]?)B?$/iu.exec(text);
  const factor = mebibytesIn[(match?.[2] || "M").toUpperCase()];
  return match === null || factor === undefined
    ? err(`expected memory in MiB or with K, M, G or T, found ${quoted(text)}`)
    : ok(mebibytes(Math.floor(Number(match[1]) * factor)));
}

/**
 * Trackable resources as `name=amount` pairs: `cpu=4,mem=16G,gres/gpu=2,gres/gpu:a100=2`. Slurm 23.11 wrote
 * `cpu:2` in `SLURM_TRES_PER_TASK`. Amounts stay text, since their unit depends on the name.
 */
export function parseTres(text: string): Result<ReadonlyMap<string, string>, string> {
  const amounts = new Map<string, string>();
  if (text.length > 65_536) return err(`expected resources, found ${quoted(text)}`);
  for (const item of text.split(",")) {
    const match =
      /^([a-z][a-z0-9_/.:-]{0,127})=([0-9][0-9.A-Za-z]{0,31})$/iu.exec(item) ??
      /^([a-z][a-z0-9_/]{0,63}):([0-9][0-9.A-Za-z]{0,31})$/iu.exec(item);
    if (match?.[1] === undefined || match[2] === undefined)
      return err(`expected resources such as cpu=4,mem=16G, found ${quoted(item)} in ${quoted(text)}`);
    amounts.set(match[1].toLowerCase(), match[2]);
  }
  return ok(amounts);
}

/** GPUs among trackable resources: the untyped row, else the sum of the typed ones; null when there is none. */
export function gpusOf(tres: ReadonlyMap<string, string>): number | null {
  const counts = [...tres].filter(([name, amount]) => /^gres\/gpu(?::|$)/u.test(name) && /^[0-9]{1,6}$/u.test(amount));
  if (counts.length === 0) return null;
  const whole = counts.find(([name]) => name === "gres/gpu");
  return whole === undefined ? counts.reduce((sum, [, amount]) => sum + Number(amount), 0) : Number(whole[1]);
}
