import { err, ok, type Result } from "../../model/result.ts";
import { type Mebibytes, mebibytesFromBytes } from "../../model/units.ts";
import { quoted } from "./quoted.ts";

const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** Kubernetes quantity: `2`, `1500m`, `16Gi`, `8e9`. Case of the suffix counts. */
function parseQuantity(text: string): number | null {
  const match = /^([0-9]{1,18}(?:\.[0-9]{1,9})?(?:[eE][0-9]{1,2})?)([A-Za-z]{0,2})$/u.exec(text);
  const factor = match === null ? undefined : factors[match[2] ?? ""];
  return match === null || factor === undefined ? null : Number(match[1]) * factor;
}

/** CPUs, possibly with a fraction. */
export function parseCpuQuantity(text: string): Result<number, string> {
  const cpus = parseQuantity(text);
  return cpus !== null && cpus > 0 && cpus <= 65_536
    ? ok(cpus)
    : err(`expected a number of CPUs, found ${quoted(text)}`);
}

/**
 * Memory in bytes or with a suffix. The downward API divides by what the pod's author chose, and the variable does not
 * say by what: a plain number that would be less than 1 MiB was divided, and is refused.
 */
export function parseMemoryQuantity(text: string): Result<Mebibytes, string> {
  const bytes = parseQuantity(text);
  return bytes !== null && bytes >= 2 ** 20 && bytes <= 2 ** 60
    ? ok(mebibytesFromBytes(bytes))
    : err(`expected at least 1 MiB, in bytes or with its unit, found ${quoted(text)}`);
}
