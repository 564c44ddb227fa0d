import type { Check } from "../../src/model/check.ts";
import { skip, warning } from "../finding.ts";

export const openFiles: Check = {
  id: "open-files",
  title: "Enough files can be open at once",
  why: "HTCondor's daemons, CVMFS and jobs with many files fail with `Too many open files` below a thousand.",
  judges: "A warning when the soft limit is below the threshold.",
  thresholds: ["GLIDEIN_Check_Open_Files"],
  phase: "node",
  evaluate: ({ system }, settings) => {
    const limit = system.limits["Max open files"];
    if (limit === undefined) return skip("the limits of this process could not be read");
    const wanted = settings.GLIDEIN_Check_Open_Files.value;
    if (limit.soft === null || limit.soft >= wanted) return [];
    return [
      warning(
        `only ${limit.soft} files can be open at once; ${wanted} are wanted`,
        `ulimit -n: soft ${limit.soft}, hard ${limit.hard ?? "unlimited"}`,
        limit.hard === null || limit.hard >= wanted
          ? `Raise the soft limit: \`ulimit -n ${wanted}\` before the pilot, or DefaultLimitNOFILE / LimitNOFILE of the batch system's service.`
          : "Raise the limit for pilot accounts: `nofile` in /etc/security/limits.d, or LimitNOFILE of the batch system's service.",
      ),
    ];
  },
};
