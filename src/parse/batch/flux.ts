import { err, ok, type Result } from "../../model/result.ts";
import { type Seconds, seconds } from "../../model/units.ts";
import { quoted } from "./quoted.ts";

/** Flux's job id in its F58 form: `ƒ` or `f`, then base 58 digits. */
export function parseFluxJobId(text: string): Result<string, string> {
  return /^[ƒf][1-9A-HJ-NP-Za-km-z]{1,12}$/u.test(text)
    ? ok(text)
    : err(`expected ƒ and base 58 digits, found ${quoted(text)}`);
}

/** `flux job timeleft`: seconds; 4294967295 and above is how it says that there is no limit. */
export function parseFluxTimeLeft(text: string): Result<Seconds | "unlimited", string> {
  const match = /^([0-9]{1,20})(?:\.[0-9]{1,9})?$/u.exec(text.trim());
  if (match === null) return err(`expected seconds, found ${quoted(text.trim())}`);
  return ok(Number(match[1]) >= 4_294_967_295 ? "unlimited" : seconds(Number(match[1])));
}

/** Nodes and GPUs in `flux resource list -n -o '{nnodes} {ncores} {ngpus}'`: a line for each state. */
export function parseFluxResources(text: string): Result<{ readonly nodes: number; readonly gpus: number }, string> {
  const rows = [...text.matchAll(/^ {0,20}([0-9]{1,6}) {1,20}[0-9]{1,8} {1,20}([0-9]{1,7}) {0,20}$/gmu)];
  const nodes = rows.reduce((sum, row) => sum + Number(row[1]), 0);
  if (nodes === 0) return err(`expected NODES CORES GPUS, found ${quoted(text.trim())}`);
  return ok({ nodes, gpus: rows.reduce((sum, row) => sum + Number(row[2]), 0) });
}
