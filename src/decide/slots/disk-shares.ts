export interface DiskShares {
  /** Value of the DISK knob, KiB. */
  readonly knobKib: number;
  /** For each amount asked for: the share to write into its slot type. */
  readonly shares: readonly string[];
}

/**
 * Absolute disk in a slot type kills an HTCondor before 25.4, so amounts (MiB each) are written as shares of the DISK
 * knob. The startd multiplies in double precision and then rounds up (before 25.4) or down (since): the shares here
 * give exactly the amount either way. Where no share can, the knob grows by a few KiB until one does.
 */
export function diskShares(totalMiB: number, amountsMiB: readonly number[]): DiskShares {
  for (let spare = 0; spare < 1024; spare += 1) {
    const knobKib = totalMiB * 1024 + spare;
    const shares = amountsMiB.map((amount) => exactShare(knobKib, amount * 1024));
    if (!shares.includes(null)) return { knobKib, shares: shares.filter((share) => share !== null) };
  }
  const knobKib = totalMiB * 1024;
  return { knobKib, shares: amountsMiB.map((amount) => `${amount * 1024}/${knobKib}`) };
}

function exactShare(knobKib: number, kib: number): string | null {
  if (kib === knobKib) return "100%";
  const quotient = kib / knobKib;
  if (knobKib * quotient === kib) return `${kib}/${knobKib}`;
  // The neighbouring doubles; 17 digits are read back as the same one.
  const near = [quotient * (1 + Number.EPSILON), quotient * (1 - Number.EPSILON / 2)].find(
    (share) => knobKib * share === kib,
  );
  return near === undefined ? null : `${near}/1`;
}
