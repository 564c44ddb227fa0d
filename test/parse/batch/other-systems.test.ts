import { describe, expect, it } from "vitest";
import { epochSeconds } from "../../../src/model/units.ts";
import { parseBjobs } from "../../../src/parse/batch/bjobs.ts";
import { parseFluxJobId, parseFluxResources, parseFluxTimeLeft } from "../../../src/parse/batch/flux.ts";
import { parseHostCountPairs, parseSlotPerWord, slotsOn } from "../../../src/parse/batch/node-file.ts";
import { parseCpuQuantity, parseMemoryQuantity } from "../../../src/parse/batch/quantity.ts";
import { parsePeHostFile, parseSgeQstat, parseSgeTime, parseSpoolConfig } from "../../../src/parse/batch/sge.ts";

const value = <T>(result: { ok: true; value: T } | { ok: false; error: string }) => (result.ok ? result.value : null);

describe("lists of hosts", () => {
  it("count the slots of each host, whatever the order", () => {
    expect(value(parseHostCountPairs("a 2 b 4 a 1"))).toEqual([
      { host: "a", slots: 3 },
      { host: "b", slots: 4 },
    ]);
    expect(value(parseSlotPerWord("a a\nb\r\n\n"))).toEqual([
      { host: "a", slots: 2 },
      { host: "b", slots: 1 },
    ]);
    expect(value(parsePeHostFile("a 5 all.q@a UNDEFINED\nb 3 q <NULL>\na 1 other.q@a 0,0:0,1\n"))).toEqual([
      { host: "a", slots: 6 },
      { host: "b", slots: 3 },
    ]);
  });

  it("know this host by its short or full name, but not by another domain's", () => {
    const shares = [
      { host: "a.x", slots: 2 },
      { host: "b", slots: 3 },
    ];
    expect(slotsOn(shares, "A")).toBe(2);
    expect(slotsOn(shares, "a.x.")).toBe(2);
    expect(slotsOn(shares, "a.y")).toBeNull();
    expect(slotsOn(shares, "b.x")).toBe(3);
    expect(slotsOn(shares, "c")).toBeNull();
  });

  it.each(["a", "a b", "a -1", "a 0", "2 a 3", "a 1e3", ""])("refuse %o as pairs", (text) => {
    expect(parseHostCountPairs(text).ok).toBe(false);
  });

  it.each(["", "a", "a 0 q", "a x q", "<html> 1", "a 9999999 q"])("refuse %o as a host file", (text) => {
    expect(parsePeHostFile(text).ok).toBe(false);
  });
});

describe("bjobs", () => {
  const near = epochSeconds(1_795_402_700);

  it("keeps the fields apart", () => {
    const times = value(parseBjobs("yesterday|soon|long|short|3.0 hours|4096\n", near));
    expect(Object.values(times ?? {}).map(({ ok }) => ok)).toEqual([false, false, false, false, false, false]);
  });

  it("reads what LSF prints by default, by blanks, and with hours, minutes and seconds", () => {
    expect(value(parseBjobs("Nov 23 02:57 Nov 23 03:57 L 74 second(s) 0:58 L 180.0/hostA 1.5G", near))).toMatchObject({
      start: { value: 1_795_402_620 },
      finish: { value: { at: 1_795_406_220, origin: "limit" } },
      ran: { value: 74 },
      left: { value: { seconds: 3480, origin: "limit" } },
      limit: { value: { seconds: 10_800, normalisedTo: "hostA" } },
      memory: { value: 1536 },
    });
    expect(value(parseBjobs("-|Dec 31 23:59:59 2026 X|00:01:14|00:00:30|03:00:00|-", near))).toMatchObject({
      start: { value: null },
      finish: { value: { at: 1_798_761_599, origin: "estimate" } },
      ran: { value: 74 },
      left: { value: { seconds: 30, origin: "limit" } },
      limit: { value: { seconds: 10_800, normalisedTo: null } },
      memory: { value: null },
    });
  });

  it.each(["", "LSF is down. Please wait ...", "a|b|c", `${" ".repeat(100_000)}x`])("refuses %.20o", (text) => {
    expect(parseBjobs(text, near).ok).toBe(false);
  });
});

describe("SGE", () => {
  it.each([
    ["86400", 86_400],
    ["24:00:00", 86_400],
    [":30:", null],
    ["::30", 30],
    ["INFINITY", "unlimited"],
    ["4294967295", "unlimited"],
    ["1d", null],
    ["-1", null],
    ["", null],
  ])("has for the time %s %o", (text, expected) => {
    expect(value(parseSgeTime(text))).toBe(expected);
  });

  it("has a configuration of which other lines are not ours", () => {
    const config = parseSpoolConfig("h_rt=86400\r\n# x\n=\nh_rt=1\njob_name=a=b\n");
    expect([...config]).toEqual([
      ["h_rt", "86400"],
      ["job_name", "a=b"],
    ]);
  });

  it("prints the request, or none", () => {
    const head = "==============\njob_number:                 55\n";
    const list = "hard resource_list:         h_rt=86400,h_vmem=4G,x,=1\n";
    expect([...(value(parseSgeQstat(head + list)) ?? [])]).toEqual([
      ["h_rt", "86400"],
      ["h_vmem", "4G"],
    ]);
    expect(value(parseSgeQstat(head))?.size).toBe(0);
    expect(parseSgeQstat("denied: host is no submit host").ok).toBe(false);
  });
});

describe("Flux", () => {
  it("has ids in base 58", () => {
    for (const text of ["ƒ2QCAd3B", "f1"]) expect(value(parseFluxJobId(text))).toBe(text);
    for (const text of ["", "f", "x1", "f0", "fl", "f1 ", "123"]) expect(parseFluxJobId(text).ok).toBe(false);
  });

  it("says how long, or that there is no limit", () => {
    expect(value(parseFluxTimeLeft("3599\n"))).toBe(3599);
    expect(value(parseFluxTimeLeft("0"))).toBe(0);
    expect(value(parseFluxTimeLeft("4294967295"))).toBe("unlimited");
    for (const text of ["", "-1", "1h", "1\n2"]) expect(parseFluxTimeLeft(text).ok).toBe(false);
  });

  it("adds the states of its resources", () => {
    expect(value(parseFluxResources("     1    4   2\n     3   12   6\n"))).toEqual({ nodes: 4, gpus: 8 });
    for (const text of ["", "0 0 0", "x", "1 2"]) expect(parseFluxResources(text).ok).toBe(false);
  });
});

describe("Kubernetes quantities", () => {
  it.each([
    ["2", 2],
    ["1500m", 1.5],
    ["2.5", 2.5],
    ["0", null],
    ["2k", 2000],
    ["100k", null],
    ["2x", null],
    ["-1", null],
    ["", null],
  ])("has %s CPUs: %o", (text, expected) => {
    expect(value(parseCpuQuantity(text))).toBe(expected);
  });

  it.each([
    ["8589934592", 8192],
    ["8Gi", 8192],
    ["1e9", 953],
    ["1G", 953],
    ["64", null],
    ["1Ki", null],
    ["99999999P", null],
    ["8gi", null],
  ])("has the memory %s in MiB: %o", (text, expected) => {
    expect(value(parseMemoryQuantity(text))).toBe(expected);
  });
});
