import fc from "fast-check";
import { expect, test } from "vitest";
import { parseFeature } from "../../src/parse/features/value.ts";

const NOW = 1_790_000_000;

/** Contents as providers and networks give them. */
const seeds = [
  "8\n",
  "08",
  "-1\n",
  "1398790803.78",
  "1790001000\r\n",
  "1999999999999",
  "17179869184\n",
  "123.45\n",
  "\ufeff8",
  "<html><body>404</body></html>",
  '{"total_cpu": 8}',
  "unlimited\n",
  "42.batch.example.org\n",
  "$(id)",
  "1e9",
  "0x10",
  "4\n8\n",
];

/** One seed with a few bytes replaced, put in, taken out or doubled. */
const mutated = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(
      fc.record({
        at: fc.nat(40),
        remove: fc.nat(3),
        insert: fc.oneof(
          fc.uint8Array({ maxLength: 3 }),
          fc.constantFrom(..."0 1 9 . - \n \r \t \0 \x1b \xff".split(" ")).map((text) => Buffer.from(text, "latin1")),
        ),
      }),
      { maxLength: 4 },
    ),
  )
  .map(([seed, edits]) =>
    edits.reduce<Uint8Array>((bytes, { at, remove, insert }) => {
      const position = Math.min(at, bytes.length);
      return Buffer.concat([bytes.subarray(0, position), insert, bytes.subarray(position + remove)]);
    }, Buffer.from(seed)),
  );

/** The same rules, said another way: only used here. */
const trimmed = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString("latin1")
    .replace(/^[ \t\r\n]*([^]*?)[ \t\r\n]*$/u, "$1");

test("a mutated number of processors is read exactly when it is one", () => {
  fc.assert(
    fc.property(mutated, (bytes) => {
      const text = trimmed(bytes);
      const value = /^0*[1-9][0-9]{0,4}$/u.test(text) && Number(text) <= 65_536 ? Number(text) : null;
      expect(parseFeature("machine.total_cpu", bytes, NOW).value).toBe(value);
    }),
    { numRuns: 2000 },
  );
});

test("a mutated shutdown time is read exactly when it is one", () => {
  fc.assert(
    fc.property(mutated, (bytes) => {
      const text = trimmed(bytes);
      const whole = Math.floor(Number(text));
      const isTime = /^[0-9]+(\.[0-9]{1,18})?$/u.test(text) && Math.abs(whole - NOW) <= 400 * 86_400;
      expect(parseFeature("job.shutdowntime_job", bytes, NOW).value).toBe(isTime ? whole : null);
    }),
    { numRuns: 2000 },
  );
});

test("a mutated job id is read exactly when it is one printable word", () => {
  fc.assert(
    fc.property(mutated, (bytes) => {
      const text = trimmed(bytes);
      const isWord = /^[!-~]{1,256}$/u.test(text) && !/^-1(\.0+)?$/u.test(text) && !/^<[A-Za-z!?/]/u.test(text);
      expect(parseFeature("job.job_id", bytes, NOW).value).toBe(isWord ? text : null);
    }),
    { numRuns: 2000 },
  );
});
