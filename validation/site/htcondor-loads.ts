import type { Check } from "../../src/model/check.ts";
import { saysNotRecorded } from "../../src/model/not-recorded.ts";
import { error, skip } from "../finding.ts";

export const htcondorLoads: Check = {
  id: "htcondor-loads",
  title: "HTCondor's programs load on this node",
  why: "A library that is missing, or binaries for another system, end every pilot before it can say anything.",
  judges: "An error when the HTCondor of the settings, or the one that is installed, does not tell its version.",
  thresholds: ["GLIDEIN_Condor"],
  phase: "node",
  refusesAs: "CONDOR_BROKEN",
  evaluate: ({ condor }, settings) => {
    const asked = settings.GLIDEIN_Condor.value;
    if (condor.version !== null) return [];
    if (saysNotRecorded(condor.problem)) return skip("HTCondor was not run on this recorded node");
    if (condor.tree === null && (asked === "auto" || condor.problem === ""))
      return skip(
        asked === "auto"
          ? "there is no HTCondor on this node; pilots bring theirs"
          : "it is unpacked when a glidein starts",
      );
    return [
      error(
        `HTCondor in ${condor.tree ?? condor.from} cannot be used: ${condor.problem}`,
        `${condor.from}: ${condor.problem}`,
        /shared librar|cannot open|GLIBC|not found/iu.test(condor.problem)
          ? "Install the library that is named, or use the HTCondor build of this operating system."
          : "Give --condor a whole release for this operating system and CPU.",
      ),
    ];
  },
};
