import type { Check } from "../../src/model/check.ts";
import { size, skip, warning } from "../finding.ts";

export const tmpDirectory: Check = {
  id: "tmp-directory",
  title: "/tmp can be written and is not full",
  why: "Many programs use /tmp whatever TMPDIR says.",
  judges: "A warning when it cannot be written, or has less free space than the threshold.",
  thresholds: ["GLIDEIN_Check_Tmp"],
  phase: "node",
  evaluate: ({ storage }, settings) => {
    const tmp = storage.candidates.find(({ path }) => path === "/tmp");
    if (tmp === undefined || (tmp.writable === null && tmp.freeMiB === null))
      return skip("nothing is known about /tmp");
    if (tmp.writable === false)
      return [
        warning(
          "/tmp cannot be written",
          `/tmp: ${tmp.rejected === "" ? "no permission" : tmp.rejected}`,
          "Give /tmp mode 1777 and mount it read-write.",
        ),
      ];
    const wanted = settings.GLIDEIN_Check_Tmp.value;
    if (tmp.freeMiB === null || tmp.freeMiB >= wanted) return [];
    return [
      warning(
        `only ${size(tmp.freeMiB)} are free in /tmp; ${size(wanted)} are wanted`,
        `/tmp: ${tmp.freeMiB} MiB free${tmp.totalMiB === null ? "" : ` of ${tmp.totalMiB} MiB`}`,
        "Remove old files from /tmp (systemd-tmpfiles, tmpwatch), or enlarge it.",
      ),
    ];
  },
};
