import { describe, expect, it } from "vitest";
import { parseQuotaReport, quotaLeft } from "../../src/parse/quota.ts";

describe("parseQuotaReport", () => {
  it("reads rows, also with a name on a line of its own, and no other line", () => {
    const rows = parseQuotaReport(
      [
        "Disk quotas for user alice (uid 1000): ",
        "     Filesystem  blocks   quota   limit   grace   files   quota   limit   grace",
        "      /dev/sda1    2048*   1024    4096       0      10       0       0       0",
        "/lustre/a/long/name",
        "                [3072]       0    5120 6d23h      [7]      0       0       -",
        "/dev/x 1 2 three 0 1 2 3 0",
        "/dev/y 1 2 3 1 2 3",
      ].join("\n"),
    );
    expect(rows).toEqual([
      { filesystem: "/dev/sda1", usedMiB: 2, softMiB: 1, hardMiB: 4, usedFiles: 10, softFiles: 0, hardFiles: 0 },
      {
        filesystem: "/lustre/a/long/name",
        usedMiB: 3,
        softMiB: 0,
        hardMiB: 5,
        usedFiles: 7,
        softFiles: 0,
        hardFiles: 0,
      },
    ]);
  });

  it.each(["", "none", "\0", "quota: error while getting quota\n"])("finds none in %j", (text) =>
    expect(parseQuotaReport(text)).toEqual([]),
  );
});

describe("quotaLeft", () => {
  it.each([
    [5, 0, 0, null],
    [5, 0, 8, 3],
    [5, 6, 8, 3],
    [5, 6, 0, 1],
    [9, 6, 8, 0],
  ])("used %i, soft %i, hard %i: %s", (used, soft, hard, left) => expect(quotaLeft(used, soft, hard)).toBe(left));
});
