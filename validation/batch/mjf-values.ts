import type { Check, Finding } from "../../src/model/check.ts";
import { featureNames } from "../../src/model/facts/features.ts";
import { saysNotRecorded } from "../../src/model/not-recorded.ts";
import { remark, skip, warning } from "../finding.ts";

export const mjfValues: Check = {
  id: "mjf-values",
  title: "Every value of Machine/Job Features can be read and understood",
  why: "A value that is no number is left out, and with it the limit or the shutdown that it was to announce.",
  judges:
    "A warning for each key that is invalid, stale or cannot be read; a remark for a value that was accepted with a correction, and for old keys.",
  thresholds: [],
  phase: "node",
  evaluate: ({ features, featureLocations, featureHints }) => {
    const open = featureNames.filter(({ scope }) => featureLocations[scope]?.usable === true);
    if (open.length === 0) return skip("Machine/Job Features are not there");
    const findings: Finding[] = [];
    for (const { id, scope } of open) {
      const { status, raw, reason } = features[id];
      const evidence = `${featureLocations[scope]?.location ?? ""}: ${id} ${raw === null ? "" : `"${raw}"`}`.trim();
      const broken =
        status === "invalid" || status === "stale" || (status === "unavailable" && !saysNotRecorded(reason));
      if (broken)
        findings.push(
          warning(
            `${id} is ${status}: ${reason}`,
            evidence,
            "Let the provider write one value of HSF-TN-2016-02, in its unit, or no file.",
          ),
        );
      else if (status === "ok" && reason !== "")
        findings.push(
          remark(`${id}: ${reason}`, evidence, "Let the provider write the plain value of HSF-TN-2016-02."),
        );
    }
    for (const { key, hintFor, scope } of featureHints)
      findings.push(
        remark(
          `${scope} has the old key ${key} instead of ${hintFor}`,
          featureLocations[scope]?.location ?? "",
          `Let the provider write ${hintFor} too, in its unit; ${key} is not used as a limit.`,
        ),
      );
    return findings;
  },
};
