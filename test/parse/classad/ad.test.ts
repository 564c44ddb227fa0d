import { expect, test } from "vitest";
import { adNumber, adString, adValue, readAd } from "../../../src/parse/classad/ad.ts";

const read = (
  text: string,
): { readonly ad: Extract<ReturnType<typeof readAd>, { ok: true }>["value"]; readonly problems: readonly string[] } => {
  const ad = readAd(text);
  if (!ad.ok) throw new Error(ad.error.problem);
  return { ad: ad.value, problems: ad.value.problems.map(({ where, problem }) => `${where}: ${problem}`) };
};

test("attributes are found whatever their case, with their types", () => {
  const { ad, problems } = read(
    [
      'Name = "slot1@host"',
      "Cpus = 8",
      "LoadAvg = 0.25",
      "Start=true",
      "Rank = undefined",
      "Requirements = TARGET.x =?= 1",
      'Path = "C:\\"',
    ].join("\r\n"),
  );
  expect(problems).toEqual([]);
  expect(adString(ad, "NAME")).toBe("slot1@host");
  expect(adNumber(ad, "cpus")).toBe(8);
  expect(adNumber(ad, "LoadAvg")).toBe(0.25);
  expect(adValue(ad, "START")).toEqual({ kind: "boolean", value: true });
  expect(adValue(ad, "rank")).toEqual({ kind: "undefined" });
  expect(adValue(ad, "requirements")).toEqual({ kind: "expression", text: "TARGET.x =?= 1" });
  expect(adString(ad, "path")).toBe("C:\\");
  expect(adNumber(ad, "name")).toBeNull();
  expect(adString(ad, "cpus")).toBeNull();
  expect(adValue(ad, "missing")).toBeUndefined();
});

test("a broken line is named and hides no other", () => {
  const { ad, problems } = read(
    '# an ad\n\n \t\nCpus = 8\nfree text\nMemory = 16 GB\n= 5\nmy = 1\nDisk = "x\nGpus = 1',
  );
  expect(adNumber(ad, "Cpus")).toBe(8);
  expect(adNumber(ad, "Gpus")).toBe(1);
  expect(problems).toEqual([
    "line 5: not an attribute",
    "line 6, Memory, character 5 after the =: a name stands where it cannot",
    "line 7: not an attribute",
    "line 8: not an attribute",
    "line 9, Disk, character 2 after the =: a quote that is not closed",
  ]);
});

test("a value that is too long is named without a place in it", () => {
  expect(read(`A = "${"x".repeat(70_000)}"`).problems).toEqual(["line 1, A: 70003 characters"]);
});

test("the last of two values counts", () => {
  expect(adNumber(read("Cpus = 8\nCPUS = 4\n").ad, "Cpus")).toBe(4);
});

test("no more than twenty problems are kept", () => {
  expect(read("?\n".repeat(100)).problems.length).toBe(20);
});

test("what is no ad by its size is refused", () => {
  expect(readAd("a".repeat(1_048_577))).toMatchObject({ ok: false });
  expect(readAd("\n".repeat(10_001))).toMatchObject({ ok: false, error: { problem: "too many lines" } });
});
