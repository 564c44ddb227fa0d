import { describe, expect, it } from "vitest";
import { parseEndpoints } from "../../src/parse/collectors.ts";

const problem = (text: string) => {
  const parsed = parseEndpoints(text);
  return parsed.ok ? null : parsed.error.problem;
};

describe("parseEndpoints", () => {
  it("reads hosts with ports, ranges of ports and sockets, in groups of alternatives", () => {
    expect(parseEndpoints("cm.example.org, b:9620-9640;[2001:db8::1]:9618?sock=collector1-40;c?sock=x")).toEqual({
      ok: true,
      value: [
        [
          { host: "cm.example.org", ports: { low: 9618, high: 9618 }, socket: null },
          { host: "b", ports: { low: 9620, high: 9640 }, socket: null },
        ],
        [{ host: "[2001:db8::1]", ports: { low: 9618, high: 9618 }, socket: { name: "collector", low: 1, high: 40 } }],
        [{ host: "c", ports: { low: 9618, high: 9618 }, socket: { name: "x", low: -1, high: -1 } }],
      ],
    });
  });

  it.each([
    ["", "it names no host"],
    [" ; ;", "it names no host"],
    ["a,,b", "is not HOST[:PORT]"],
    ["a b", "is not HOST[:PORT]"],
    ["a:0", "ports are 1 to 65535"],
    ["a:70000", "ports are 1 to 65535"],
    ["a:9640-9620", "the lower one first"],
    ["a:9618?sock=c9-2", "the lower socket number comes first"],
    ["http://a", "is not HOST[:PORT]"],
    ["-a", "is not HOST[:PORT]"],
    ["a..b", "is not HOST[:PORT]"],
    ["a:9618?sock=$(x)", "is not HOST[:PORT]"],
    ["a\nb", "is not HOST[:PORT]"],
    ["<10.0.0.1:9618>", "is not HOST[:PORT]"],
  ])("refuses %j", (text, said) => expect(problem(text)).toContain(said));
});
