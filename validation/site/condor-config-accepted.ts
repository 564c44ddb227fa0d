import type { Check } from "../../src/model/check.ts";
import { error, skip } from "../finding.ts";

export const condorConfigAccepted: Check = {
  id: "condor-config-accepted",
  title: "HTCondor accepts the configuration of the plan",
  why: "What HTCondor reads differently from what was meant would surface as a slot that takes no jobs.",
  judges: "An error when `condor_config_val` refuses the configuration that the plan made.",
  thresholds: ["GLIDEIN_Condor"],
  phase: "staged",
  refusesAs: "CONDOR_CONFIG_REFUSED",
  evaluate: ({ condor: { configuration } }) => {
    if (configuration === undefined) return skip("HTCondor and its configuration are not there yet");
    if (configuration.accepted) return [];
    return [
      error(
        `HTCondor refuses the configuration: ${configuration.said}`,
        `condor_config_val: ${configuration.said}`,
        "Look at `glidein plan --format condor-config`; correct the setting that the message names.",
      ),
    ];
  },
};
