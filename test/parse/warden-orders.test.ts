import fc from "fast-check";
import { expect, it } from "vitest";
import { writeOrders } from "../../src/parse/warden-orders.ts";

const orders = {
  ...{
    wakeMs: 1000.4,
    wakeEpoch: 1_800_000_000.2,
    lookMs: 2000,
    stopMs: 30_000,
    fastMs: 10_000,
    status: 76,
    lostStatus: 1,
  },
  watch: ["/token"],
  sends: [{ signal: 15, atMs: 99.5 }],
};

it("is one line for each order, in whole numbers, and says where it ends", () => {
  expect(writeOrders(orders)).toBe(
    "wake 1001 1800000001\nlook 2000\nstop 30000 10000\nstatus 76 1\nsend 15 100\nwatch /token\nend\n",
  );
});

it("no path can give an order of its own, or come twice", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 60 }), { maxLength: 60 }), (paths) => {
      const lines = writeOrders({ ...orders, watch: [...paths, ...paths.map((path) => `/${path}`)] }).split("\n");
      expect(lines.slice(0, 5)).toEqual(writeOrders(orders).split("\n").slice(0, 5));
      const rest = lines.slice(5, -2);
      expect(rest.every((line) => line.startsWith("watch /"))).toBe(true);
      expect(new Set(rest).size).toBe(rest.length);
      expect(rest.length).toBeLessThanOrEqual(32);
      expect(lines.slice(-2)).toEqual(["end", ""]);
    }),
  );
});
