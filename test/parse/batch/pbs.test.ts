import { describe, expect, it } from "vitest";
import { parsePbsJobId, sameSequence } from "../../../src/parse/batch/pbs-job-id.ts";
import { parseExecHost, parseExecVnode, sharesOn } from "../../../src/parse/batch/pbs-placement.ts";
import { parsePbsDuration, parsePbsSize } from "../../../src/parse/batch/pbs-resources.ts";
import { parseQstatJson, parseQstatText } from "../../../src/parse/batch/qstat.ts";

const value = <T>(result: { ok: true; value: T } | { ok: false; error: string }) => (result.ok ? result.value : null);

describe("PBS sizes and durations", () => {
  it.each([
    ["16gb", 16_384],
    ["16777216kb", 16_384],
    ["1048576", 1],
    ["1048576b", 1],
    ["1mw", 8],
    ["2TB", 2_097_152],
  ])("reads the size %s", (text, expected) => {
    expect(value(parsePbsSize(text))).toBe(expected);
  });

  it.each([
    ["100:00:00", 360_000],
    ["7200", 7200],
    ["02:30", 150],
    ["1:00:00:00", 86_400],
    ["00:10:00.5", 600],
  ])("reads the duration %s", (text, expected) => {
    expect(value(parsePbsDuration(text))).toBe(expected);
  });

  it("refuses the rest", () => {
    for (const text of ["", "-1", "16xb", "gb", "1.5gb", "9".repeat(30)]) expect(parsePbsSize(text).ok).toBe(false);
    for (const text of ["", "-1", "1:2:3:4:5", "a:b", ":", "9".repeat(30)])
      expect(parsePbsDuration(text).ok).toBe(false);
  });
});

describe("PBS job ids", () => {
  it("have a number, an index and a server", () => {
    for (const text of ["1234.server", "1234[7].server", "1234[].pbs", "77"])
      expect(value(parsePbsJobId(text))).toBe(text);
    for (const text of ["", "x", "1234[a].pbs", "1234 ", "../1", "1.a b"]) expect(parsePbsJobId(text).ok).toBe(false);
  });

  it("are the same by number, and by index where both have one", () => {
    expect(sameSequence("1234[7].pbs", "1234[7]")).toBe(true);
    expect(sameSequence("1234[7].pbs", "1234.pbs.example.org")).toBe(true);
    expect(sameSequence("1234[7].pbs", "1234[8].pbs")).toBe(false);
    expect(sameSequence("1234.pbs", "123.pbs")).toBe(false);
    expect(sameSequence("", "")).toBe(false);
  });
});

describe("PBS placement", () => {
  const shares = (host: string, vnodes: string, hosts: string) =>
    sharesOn(host, value(parseExecVnode(vnodes)) ?? [], value(parseExecHost(hosts)) ?? []).map(({ vnode }) => vnode);

  it("gives a host the chunks that are on it", () => {
    const vnodes = "(a:ncpus=8:mem=16777216kb)+(b[0]:ncpus=4+b[1]:ncpus=4)+a:ncpus=1";
    expect(shares("a.example.org", vnodes, "a/0*8+b/0*8+a/1")).toEqual(["a", "a"]);
    expect(shares("b", vnodes, "")).toEqual(["b[0]", "b[1]"]);
    expect(shares("c", vnodes, "")).toEqual([]);
  });

  it("trusts the hosts over the names of virtual nodes", () => {
    expect(shares("real", "(vn1:ncpus=1)+(vn2:ncpus=2)", "other/0+real/0-1")).toEqual(["vn2"]);
  });

  it.each(["", "()", "(a:ncpus)", "(a:ncpus=1", "a b:ncpus=1", "(a:=1)", "+".repeat(1000)])("refuses %.20s", (text) => {
    expect(parseExecVnode(text).ok).toBe(false);
  });

  it("refuses hosts without their index, and what is larger than anything real", () => {
    for (const text of ["", "a", "a/0+", "a/x", "/0"]) expect(parseExecHost(text).ok).toBe(false);
    expect(parseExecHost("a/0+".repeat(300_000)).ok).toBe(false);
    expect(parseExecVnode("+".repeat(2_000_000)).ok).toBe(false);
  });
});

describe("qstat", () => {
  it("gives the attributes of the job that was asked for, or of the only one", () => {
    const text = '{"Jobs":{"1.a":{"queue":"x"},"2.a":{"queue":"y","Resource_List":{"ncpus":8,"a":[1]},"b":null}}}';
    expect([...(value(parseQstatJson(text, "2.a")) ?? [])]).toEqual([
      ["queue", "y"],
      ["Resource_List.ncpus", "8"],
    ]);
    expect(parseQstatJson(text, "3.a").ok).toBe(false);
    expect(value(parseQstatJson('{"Jobs":{"1.long.name":{"queue":"x"}}}', "1"))?.get("queue")).toBe("x");
    for (const broken of ["", "{", "[]", "null", '{"Jobs":[]}', '{"Jobs":{"1":2}}'])
      expect(parseQstatJson(broken, "1").ok).toBe(false);
  });

  it("never gives the job's environment or arguments", () => {
    const json = '{"Jobs":{"1":{"Variable_List":{"TOKEN":"hunter2"},"Submit_arguments":"--password hunter2"}}}';
    expect(value(parseQstatJson(json, "1"))?.size).toBe(0);
    const text = "Job Id: 1\n    Variable_List = A=b,\n\tTOKEN=hunter2\n    queue = x\n";
    expect([...(value(parseQstatText(text)) ?? [])]).toEqual([["queue", "x"]]);
  });

  it("joins the lines of a long value", () => {
    const text = "Job Id: 1.a\r\n    exec_vnode = (a:ncpus=1)+\r\n\t(b:ncpus=2)\r\n\nJob Id: 2.a\n    queue = y\n";
    expect([...(value(parseQstatText(text)) ?? [])]).toEqual([["exec_vnode", "(a:ncpus=1)+(b:ncpus=2)"]]);
    expect(parseQstatText("qstat: Unknown Job Id").ok).toBe(false);
  });
});
