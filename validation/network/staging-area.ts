import type { Check, Finding } from "../../src/model/check.ts";
import { error, remark, skip, some } from "../finding.ts";

export const stagingArea: Check = {
  id: "staging-area",
  title: "The staging area's manifest can be had and is believed",
  why: "The settings of the pool, its HTCondor and its own steps come from there; without it nothing starts.",
  judges:
    "An error when the manifest does not come (a run then ends with 69), is not signed by the key, is over or older than one that was seen (65), or would have to be fetched offline. A remark names the steps, which only a run starts.",
  thresholds: ["GLIDEIN_Stage", "GLIDEIN_Stage_Key", "GLIDEIN_Offline"],
  phase: "node",
  refusesAs: "STAGE_INVALID",
  evaluate: ({ stage }, settings) => {
    if (stage === undefined)
      return skip(
        settings.GLIDEIN_Stage.value === null
          ? "the settings name no staging area (GLIDEIN_Stage)"
          : "nobody asked the staging area, so what it sets is not known",
      );
    const { location, name, serial, steps, problem } = stage;
    if (problem !== null) {
      const { code, subject, problem: why, evidence, fix } = problem;
      const finding: Finding = {
        ...error(`${subject}: ${why}`, evidence === "" ? location : evidence, fix),
        refusesAs: code,
      };
      return [finding];
    }
    if (steps.length === 0) return [];
    return [
      remark(
        `what the steps of ${name ?? "the manifest"} set is not known before a run: ${some(steps)}`,
        `${location}, serial ${serial ?? "?"}`,
        "Nothing has to be done; `glidein run` starts them before it plans.",
      ),
    ];
  },
};
