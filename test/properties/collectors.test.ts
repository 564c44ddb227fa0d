import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideConnection } from "../../src/decide/connection.ts";
import { parseEndpoints } from "../../src/parse/collectors.ts";
import { settingsWith } from "../decide/settings-with.ts";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/u);
const endpoint = fc
  .record({
    host: fc.array(label, { minLength: 1, maxLength: 3 }),
    low: fc.integer({ min: 1, max: 60_000 }),
    more: fc.nat(5000),
    sockets: fc.option(fc.tuple(fc.nat(99), fc.nat(99))),
  })
  .map(({ host, low, more, sockets }) => {
    const socket = sockets === null ? "" : `?sock=collector${sockets[0]}-${sockets[0] + sockets[1]}`;
    return { host: host.join("."), low, high: low + more, text: `${host.join(".")}:${low}-${low + more}${socket}` };
  });
const groups = fc.array(fc.array(endpoint, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });

describe("the pool's address", () => {
  it("is read or refused, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const parsed = parseEndpoints(text);
        if (!parsed.ok) expect(parsed.error.problem).not.toBe("");
      }),
    );
  });

  it("gives one address of each group, of an alternative and within its ports, the same for the same draw", () => {
    fc.assert(
      fc.property(groups, fc.nat(999_999), (all, choice) => {
        const settings = settingsWith({
          GLIDEIN_Collector: all.map((group) => group.map(({ text }) => text).join(",")).join(";"),
        });
        const decided = decideConnection(settings, choice);
        if (!decided.ok) throw new Error(decided.error.problem);
        const { collectors, brokers } = decided.value;
        expect(collectors).toHaveLength(all.length);
        expect(brokers).toEqual(collectors);
        for (const [index, address] of collectors.entries()) {
          const [, host, port] = /^([^:]+):([0-9]+)(?:\?sock=collector[0-9]+)?$/u.exec(address) ?? [];
          const fits = all[index]?.some(
            (one) => one.host === host && Number(port) >= one.low && Number(port) <= one.high,
          );
          expect(fits, address).toBe(true);
        }
        expect(decideConnection(settings, choice)).toEqual(decided);
      }),
    );
  });

  it("reaches every alternative by some draw", () => {
    const settings = settingsWith({ GLIDEIN_Collector: "a,b,c" });
    const seen = new Set(
      Array.from({ length: 30 }, (_, choice) => {
        const decided = decideConnection(settings, choice);
        return decided.ok ? decided.value.collectors[0] : "";
      }),
    );
    expect(seen).toEqual(new Set(["a:9618", "b:9618", "c:9618"]));
  });
});
