import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  claimName,
  judgeClaim,
  judgeLease,
  type Lease,
  parseClaim,
  parseLease,
  parseStartTicks,
} from "../../src/parse/lease.ts";

const lease: Lease = {
  schema: "glidein.lease/1",
  name: "glidein_wn1",
  host: "wn1",
  bootId: "b1",
  pidNamespace: "pid:[1]",
  holders: [{ pid: 10, startTicks: 77 }],
  madeAt: 1,
};
const { host, bootId, pidNamespace } = lease;

describe("a lease", () => {
  it("comes back as it was written, and not with a field less", () => {
    expect(parseLease(JSON.stringify(lease))).toEqual(lease);
    for (const field of Object.keys(lease))
      expect(parseLease(JSON.stringify({ ...lease, [field]: undefined }))).toBeNull();
    expect(parseLease(JSON.stringify({ ...lease, holders: [{ pid: "10", startTicks: 77 }] }))).toBeNull();
    expect(parseLease(JSON.stringify({ ...lease, holders: [null] }))).toBeNull();
  });

  it("is alive with its process, of that start, seen from the same place", () => {
    const here = { host, bootId, pidNamespace };
    const running = (pid: number) => (pid === 10 ? 77 : null);
    expect(judgeLease(lease, here, running)).toBe("alive");
    expect(judgeLease(lease, here, () => 78)).toBe("dead");
    expect(judgeLease(lease, here, () => null)).toBe("dead");
    expect(judgeLease(lease, { ...here, bootId: "b2" }, running)).toBe("dead");
    expect(judgeLease(lease, { ...here, bootId: "b2", host: "wn2" }, () => null)).toBe("elsewhere");
    expect(judgeLease(lease, { ...here, pidNamespace: "pid:[2]" }, () => null)).toBe("elsewhere");
  });

  it("reads the start of a process whatever its name is", () => {
    const rest = "S 1 10 10 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 1 0 4242 1000 100";
    expect(parseStartTicks(`10 (sh) ${rest}`)).toBe(4242);
    expect(parseStartTicks(`10 (a) S 1 (b) ${rest}`)).toBe(4242);
    expect(parseStartTicks("10 (sh) S 1")).toBeNull();
    expect(parseStartTicks("")).toBeNull();
  });

  it("is in a name for the time before it is in a file, and says the same", () => {
    const boot = "0a1b2c3d-0000-4000-8000-00000000ffff";
    const name = claimName("new", { ...lease, bootId: boot }, "ab12") ?? "";
    expect(name).toMatch(/^[a-z0-9-]{1,200}$/u);
    const claim = parseClaim(name);
    const here = { host, bootId: boot, pidNamespace };
    const judge = (change: Partial<typeof here>, ticks: number | null) =>
      claim === null ? null : judgeClaim(claim, { ...here, ...change }, (pid) => (pid === 10 ? ticks : null));
    expect(judge({}, 77)).toBe("alive");
    expect(judge({}, 78)).toBe("dead");
    expect(judge({}, null)).toBe("dead");
    expect(judge({ bootId: boot.replace("0a", "0c") }, 77)).toBe("dead");
    expect(judge({ bootId: boot.replace("0a", "0c"), host: "wn2" }, null)).toBe("elsewhere");
    expect(judge({ pidNamespace: "pid:[2]" }, null)).toBe("elsewhere");
    expect(claimName("new", { ...lease, bootId: "" }, "ab12")).toBeNull();
    expect(claimName("new", { ...lease, bootId: boot, holders: [] }, "ab12")).toBeNull();
    for (const other of ["glidein-ab12cd", "glidein-new-", `${name}.removed`, `x${name}`, name.slice(0, 40)])
      expect(parseClaim(other), other).toBeNull();
  });

  it("is nothing, or whole, for any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const read = parseLease(text);
        return read === null || read.schema === "glidein.lease/1";
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => parseStartTicks(text) === null || parseStartTicks(text)! >= 0));
  });
});
