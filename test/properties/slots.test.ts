import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { slotConfig } from "../../src/decide/slot-config.ts";
import { reservations } from "../../src/decide/slots/reservation.ts";
import { type SlotInput, type SlotSolution, solveSlots } from "../../src/decide/slots/solve-slots.ts";
import { derive } from "../../src/model/provenance.ts";
import { renderCondorConfig } from "../../src/parse/condor-config-text.ts";
import { parseAmount, printAmount } from "../../src/parse/slots/amount.ts";
import { type Amount, isGpus, type ResourceSlot, type SlotLayout, slotKinds } from "../../src/parse/slots/layout.ts";
import { parseLayout } from "../../src/parse/slots/parse-layout.ts";
import { printLayout } from "../../src/parse/slots/print-layout.ts";
import { advertisedSlots } from "../decide/slots/startd-arithmetic.ts";

const share = fc
  .integer({ min: 1, max: 400 })
  .chain((denominator) =>
    fc.integer({ min: 1, max: denominator }).map((numerator): Amount => ({ kind: "share", numerator, denominator })),
  );
const absolute = fc.integer({ min: 1, max: 8_000_000 }).map((kib): Amount => ({ kind: "absolute", kib }));
const memory = fc.option(fc.oneof(share, absolute));
const disk = fc.option(fc.oneof(share, absolute, fc.constant<Amount>({ kind: "auto" })));
const name = fc.constantFrom("ioslot", "monitor", "GPUs", "tape", "x_1", "Fpga");
const resource = fc.record({
  item: fc.constant(1),
  character: fc.constant(1),
  name,
  number: fc.option(fc.integer({ min: 1, max: 40 })),
  memory,
  type: fc.option(fc.constantFrom(...slotKinds)),
  disk,
});
const layout: fc.Arbitrary<SlotLayout> = fc
  .uniqueArray(resource, { maxLength: 5, selector: (item: ResourceSlot) => item.name })
  .map((resources) => ({ resources }));
const input: fc.Arbitrary<SlotInput> = fc.record({
  resources: fc.record({
    cpus: fc.integer({ min: 1, max: 256 }),
    memoryMiB: fc.integer({ min: 1, max: 4_000_000 }),
    diskMiB: fc.option(fc.integer({ min: 1, max: 100_000_000 })),
    gpus: fc.integer({ min: 0, max: 16 }),
  }),
  written: layout,
  layout: fc.constantFrom("fixed", "partitionable"),
  forcePartitionable: fc.boolean(),
});

const alphabet = fc.string({
  unit: fc.constantFrom(...'ios,;=%/ 0129.-KMG$()\n\\"mainextrastaticgpu'.split("")),
  maxLength: 60,
});
const withoutPlace = ({ resources }: SlotLayout) =>
  resources.map(({ item: _item, character: _character, ...rest }) => rest);
const sum = ({ types }: SlotSolution, of: (type: SlotSolution["types"][number]) => number): number =>
  types.reduce((total, type) => total + type.count * of(type), 0);

/** The solutions of layouts that fit; most random ones do. */
function check(property: (solution: SlotSolution, given: SlotInput) => void): void {
  let fitting = 0;
  fc.assert(
    fc.property(input, (given) => {
      const solved = solveSlots(given);
      if (!solved.ok) return;
      fitting += 1;
      property(solved.value, given);
    }),
    { numRuns: 200 },
  );
  expect(fitting).toBeGreaterThan(20);
}

describe("any text", () => {
  it("is a layout or a list of problems with places in it, and a correction that is a layout", () => {
    fc.assert(
      fc.property(fc.oneof(alphabet, fc.string(), fc.string({ unit: "binary" })), (text) => {
        const parsed = parseLayout(text);
        if (parsed.ok) {
          expect(withoutPlace(layoutOf(printLayout(parsed.value)))).toEqual(withoutPlace(parsed.value));
          return;
        }
        expect(parsed.error.problems.length).toBeGreaterThan(0);
        for (const { character } of parsed.error.problems) {
          expect(character).toBeGreaterThan(0);
          expect(character).toBeLessThanOrEqual(text.length + 1);
        }
        expect(printLayout(layoutOf(parsed.error.corrected))).toBe(parsed.error.corrected);
      }),
      { numRuns: 500 },
    );
  });

  it("that is printed from a layout is read as the same layout", () => {
    fc.assert(
      fc.property(layout, (written) => {
        expect(withoutPlace(layoutOf(printLayout(written)))).toEqual(withoutPlace(written));
      }),
    );
  });

  it("that is printed from an amount is read as the same amount", () => {
    fc.assert(
      fc.property(fc.oneof(share, absolute), fc.constantFrom("memory", "disk"), (amount, unit) => {
        expect(parseAmount(printAmount(amount), unit)).toEqual({ ok: true, value: amount });
      }),
    );
  });
});

function layoutOf(text: string): SlotLayout {
  const parsed = parseLayout(text);
  if (!parsed.ok) throw new Error(`${text}: ${JSON.stringify(parsed.error)}`);
  return parsed.value;
}

describe("slots of a layout that fits", () => {
  it("have whole amounts, none of them negative, and at least one CPU and one MiB of memory", () => {
    check(({ types }) => {
      for (const type of types) {
        const amounts = [
          type.count,
          type.cpus,
          type.memoryMiB,
          type.gpus,
          ...Object.values(type.extra),
          ...(type.diskMiB === null ? [] : [type.diskMiB]),
        ];
        for (const amount of amounts) expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true);
        expect(Math.min(type.count, type.cpus, type.memoryMiB)).toBeGreaterThan(0);
      }
    });
  });

  it("have together exactly the CPUs and the instances, and no more memory and disk than there are", () => {
    check((solution, { resources, written }) => {
      expect(sum(solution, ({ cpus }) => cpus)).toBe(resources.cpus + sum(solution, ({ virtualCpus }) => virtualCpus));
      const virtualMemory = sum(solution, ({ virtualMemoryMiB }) => virtualMemoryMiB);
      expect(sum(solution, ({ memoryMiB }) => memoryMiB)).toBeLessThanOrEqual(resources.memoryMiB + virtualMemory);
      expect(solution.totals.memoryMiB).toBe(resources.memoryMiB + virtualMemory);
      if (resources.diskMiB !== null)
        expect(sum(solution, ({ diskMiB }) => diskMiB ?? 0)).toBeLessThanOrEqual(resources.diskMiB);
      for (const { name: wanted, number } of reservations(written, resources.gpus)) {
        expect(sum(solution, (type) => (isGpus(wanted) ? type.gpus : (type.extra[wanted] ?? 0)))).toBe(number);
      }
    });
  });

  it("lose nothing to rounding without a finding", () => {
    check((solution, { resources }) => {
      const virtualMemory = sum(solution, ({ virtualMemoryMiB }) => virtualMemoryMiB);
      const lostMemory = resources.memoryMiB + virtualMemory - sum(solution, ({ memoryMiB }) => memoryMiB);
      const lostDisk = (resources.diskMiB ?? 0) - sum(solution, ({ diskMiB }) => diskMiB ?? 0);
      const messages = solution.findings.map(({ message }) => message);
      expect(messages.some((message) => message.startsWith(`${lostMemory} MiB of memory are not used`))).toBe(
        lostMemory > 0,
      );
      expect(messages.some((message) => message.startsWith(`${lostDisk} MiB of disk are not used`))).toBe(lostDisk > 0);
    });
  });

  it("are what a startd of either kind makes of their configuration", () => {
    check((solution, { resources }) => {
      // A full disk is an error of its own; HTCondor then measures for itself.
      if (solution.types.some(({ diskMiB }) => diskMiB === 0)) return;
      const gpus = { gpus: derive("test", [], resources.gpus), wanted: true, asked: null, findings: [] };
      const { entries } = slotConfig(solution, gpus, { devices: [], discovered: null });
      const rendered = renderCondorConfig([...entries]);
      if (!rendered.ok) throw new Error(JSON.stringify(rendered.error));
      const planned = solution.types.flatMap((type) => Array.from({ length: type.count }, () => type));
      for (const rounding of ["up", "down"] as const) {
        const slots = advertisedSlots(entries, rounding);
        expect(
          slots.map(({ type, partitionable, cpus, memoryMiB, diskKib }) => ({
            type,
            partitionable,
            cpus,
            memoryMiB,
            diskKib,
          })),
        ).toEqual(
          planned.map(({ type, partitionable, cpus, memoryMiB, diskMiB }) => ({
            type,
            partitionable,
            cpus,
            memoryMiB,
            diskKib: diskMiB === null ? null : diskMiB * 1024,
          })),
        );
        expect(slots.map(({ resources: { GPUs = 0, ...extra } }) => ({ GPUs, ...extra }))).toEqual(
          planned.map(({ gpus: GPUs, extra }) => ({ GPUs, ...extra })),
        );
      }
    });
  });
});
