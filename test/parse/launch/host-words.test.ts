import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseHostWords } from "../../../src/parse/launch/host-words.ts";
import { cpuTime } from "../../cpu-time.ts";

const hosts = (text: string) => {
  const parsed = parseHostWords(text);
  return parsed.ok ? parsed.value.hosts : parsed.error;
};

describe("a list of hosts", () => {
  it("may be written as people and batch systems write them", () => {
    expect(hosts("n1 n2,n3\nn[5-6]")).toEqual(["n1", "n2", "n3", "n5", "n6"]);
    expect(hosts("# ours\nn1 slots=4 max_slots=8\nn2:16  # big\n")).toEqual(["n1", "n2"]);
  });

  it("has each host once, with or without its domain, and tells which it had more often", () => {
    expect(parseHostWords("n1\nn1.site.org n2 n1")).toEqual({
      ok: true,
      value: { hosts: ["n1", "n2"], duplicates: ["n1.site.org", "n1"] },
    });
    expect(hosts("n1.a.org n1.b.org")).toEqual(["n1.a.org", "n1.b.org"]);
  });

  it("is refused where it names no host", () => {
    for (const text of ["", "# nothing\n", "n1 $(reboot)", "-oProxyCommand=x", "n1\u0000", "n[1-"])
      expect(typeof hosts(text), JSON.stringify(text)).toBe("string");
  });

  it("may name each host once for each of its slots, or many of one first label, without taking long", () => {
    const nodes = Array.from({ length: 4000 }, (_, node) => `r${node}`);
    const others = Array.from({ length: 40_000 }, (_, site) => `login.s${site}.org`);
    const cost = cpuTime(() => {
      expect(hosts(nodes.flatMap((node) => Array<string>(100).fill(node)).join("\n"))).toEqual(nodes);
      expect(hosts(others.join(","))).toHaveLength(40_000);
    });
    expect(cost).toBeLessThan(15_000);
  });

  it("does not name more hosts than any machine has, however many brackets it has", () => {
    const bomb = Array.from({ length: 400 }, (_, at) => `r${at}c[1-99999]`).join(" ");
    expect(hosts(bomb)).toBe("it names more than 100000 hosts");
  });

  it("never throws and never gives a name that a launcher takes for an option", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        const found = hosts(text);
        if (typeof found !== "string") for (const host of found) expect(host).toMatch(/^[A-Za-z0-9_]/u);
      }),
    );
  });
});
