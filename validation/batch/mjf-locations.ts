import type { Check, Finding } from "../../src/model/check.ts";
import type { FeatureScope } from "../../src/model/facts/features.ts";
import { saysNotRecorded } from "../../src/model/not-recorded.ts";
import { remark, skip, warning } from "../finding.ts";

const variables: Readonly<Record<FeatureScope, string>> = { machine: "MACHINEFEATURES", job: "JOBFEATURES" };

export const mjfLocations: Check = {
  id: "mjf-locations",
  title: "The locations of Machine/Job Features lead somewhere",
  why: "The variables promise limits and shutdown times; where they lead nowhere a shutdown that was announced is not seen.",
  judges:
    "A warning for a location that cannot be used or has no keys; a remark for one that is used with a correction.",
  thresholds: [],
  phase: "node",
  evaluate: ({ featureLocations }) => {
    const found = (["machine", "job"] as const).flatMap((scope) => {
      const location = featureLocations[scope];
      return location === null || saysNotRecorded(location.reason) ? [] : [{ scope, ...location }];
    });
    if (found.length === 0) return skip("MACHINEFEATURES and JOBFEATURES are not set");
    return found.flatMap(({ scope, location, usable, reason }): readonly Finding[] => {
      const variable = variables[scope];
      const evidence = `${variable}=${location}: ${reason}`;
      if (!usable)
        return [
          warning(
            `${variable} leads nowhere: ${reason}`,
            evidence,
            `Make the directory or server ${location} (HSF-TN-2016-02), or do not set ${variable} for the job.`,
          ),
        ];
      return reason === "" ? [] : [remark(`${variable}: ${reason}`, evidence, `Correct ${variable} (HSF-TN-2016-02).`)];
    });
  },
};
