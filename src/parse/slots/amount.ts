import { err, ok, type Result } from "../../model/result.ts";
import type { Amount } from "./layout.ts";

/** Unit of a plain number: HTCondor's Memory is MiB, its Disk KiB. */
export type PlainUnit = "memory" | "disk";

const unitsInKib = { K: 1, M: 1024, G: 1048576, T: 1073741824 } as const;
/** 1 PiB: more is a slip of the pen. */
const largestKib = 2 ** 40;

export const amountForms: Readonly<Record<PlainUnit, string>> = {
  memory: "MiB, or a number with K, M, G or T (optionally B), per cent (25%) or a fraction (1/4)",
  disk: "KiB, or a number with K, M, G or T (optionally B), per cent (25%), a fraction (1/4) or auto",
};

/** Memory or disk of a resource; the error says what is wrong with the text. */
export function parseAmount(text: string, unit: PlainUnit): Result<Amount, string> {
  if (/^auto(?:matic)?$/iu.test(text)) {
    return unit === "disk" ? ok({ kind: "auto" }) : err("memory cannot be auto; leave it out for 128 MiB an instance");
  }
  const share = /^([0-9]{1,9}(?:\.[0-9]{1,6})?)(?:\s*%|\/([0-9]{1,9}))$/u.exec(text);
  if (share?.[1] !== undefined) return parseShare(Number(share[1]), share[2] === undefined ? 100 : Number(share[2]));
  const absolute = /^([0-9]{1,15}(?:\.[0-9]{1,9})?|\.[0-9]{1,9}(?=\s*[KMGT]))\s*(?:([KMGT])B?)?$/iu.exec(text);
  if (absolute?.[1] === undefined) return err("is not an amount");
  const kib = Math.floor(Number(absolute[1]) * unitsInKib[unitLetter(absolute[2], unit)]);
  if (kib > largestKib) return err("is more than 1 PiB");
  return kib > 0 ? ok({ kind: "absolute", kib }) : err(`is ${unit} of less than 1 KiB`);
}

function unitLetter(letter: string | undefined, unit: PlainUnit): keyof typeof unitsInKib {
  switch (letter?.toUpperCase()) {
    case "K":
      return "K";
    case "M":
      return "M";
    case "G":
      return "G";
    case "T":
      return "T";
    default:
      return unit === "memory" ? "M" : "K";
  }
}

function parseShare(numerator: number, denominator: number): Result<Amount, string> {
  if (denominator === 0) return err("divides by zero");
  if (numerator === 0) return err("is a share of nothing");
  return numerator > denominator ? err("is more than all there is") : ok({ kind: "share", numerator, denominator });
}

/** Text that `parseAmount` reads back as the same amount, whichever unit is plain. */
export function printAmount(amount: Amount): string {
  switch (amount.kind) {
    case "auto":
      return "auto";
    case "share":
      return amount.denominator === 100 ? `${amount.numerator}%` : `${amount.numerator}/${amount.denominator}`;
    case "absolute": {
      if (amount.kib % unitsInKib.T === 0) return `${amount.kib / unitsInKib.T}T`;
      if (amount.kib % unitsInKib.G === 0) return `${amount.kib / unitsInKib.G}G`;
      return amount.kib % unitsInKib.M === 0 ? `${amount.kib / unitsInKib.M}M` : `${amount.kib}K`;
    }
    default:
      return amount satisfies never;
  }
}

/** Whole MiB of an amount when there are `totalMiB`; null: the split decides. */
export function mebibytesOf(amount: Amount, totalMiB: number): number | null {
  switch (amount.kind) {
    case "auto":
      return null;
    case "share":
      return Math.floor((totalMiB * amount.numerator) / amount.denominator);
    case "absolute":
      return Math.floor(amount.kib / 1024);
    default:
      return amount satisfies never;
  }
}
