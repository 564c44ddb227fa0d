import fc from "fast-check";
import { expect, it } from "vitest";
import { parseControlRequest, writeControlRequest } from "../../src/parse/control-request.ts";

it("comes back as it went, but for control characters and what is too long", () => {
  fc.assert(
    fc.property(fc.constantFrom("drain" as const, "stop" as const), fc.string({ unit: "binary" }), (what, by) => {
      const read = parseControlRequest(writeControlRequest({ what, by }));
      expect(read?.what).toBe(what);
      expect(read?.by).toBe(by.replaceAll(/\p{Cc}/gu, " ").slice(0, 200));
    }),
  );
});

it.each([
  "",
  "null",
  "[]",
  "{}",
  '{"schema":"glidein.request/1","what":"drain"}',
  '{"schema":"glidein.request/1","what":"reboot","by":"ada"}',
  '{"schema":"glidein.request/2","what":"drain","by":"ada"}',
])("%j is none", (text) => {
  expect(parseControlRequest(text)).toBeNull();
});

it("any text is a request or none, never a throw", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void parseControlRequest(text)));
});
