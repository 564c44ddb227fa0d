import type { Explanation, FailedTrial } from "../../model/container-circumstances.ts";
import { explainConfiguration } from "./explain-configuration.ts";
import { explainMount } from "./explain-mount.ts";
import { explainNamespace } from "./explain-namespace.ts";
import { explainProcess } from "./explain-process.ts";

/**
 * Why a runtime did not run our program, as far as its words and the node tell, and what the site can change. The
 * status alone says little: 255 and 1 are used for everything.
 */
export function explainFailure(trial: FailedTrial): Explanation {
  const found =
    explainProcess(trial) ??
    explainNamespace(trial) ??
    explainMount(trial) ??
    explainConfiguration(trial) ??
    unexplained(trial);
  return { cause: found.cause + said(trial), fix: found.fix };
}

function unexplained(trial: FailedTrial): Explanation {
  if (trial.status === 0)
    return {
      cause: "it ended with status 0 without having run our program",
      fix: "Whatever stands in front of the runtime loses its exit status: remove that wrapper, or repair it.",
    };
  if (trial.circumstances.seLinuxEnforcing && /permission denied|not permitted/iu.test(trial.message))
    return {
      cause: "something was refused, and SELinux is enforcing",
      fix: "Look for the refused class with `ausearch -m avc -ts recent`; run the batch daemon unconfined, or add a local module for what it names.",
    };
  return {
    cause: trial.signal === null ? "it failed" : `it was killed by ${trial.signal}`,
    fix: `Run \`${trial.runtime} exec ${trial.flags.join(" ")} IMAGE /bin/true\` as the pilot's user on this node, and repair what it reports.`,
  };
}

/** What it ended with and said itself, for those who know the runtime. */
function said({ status, signal, message, timedOut }: FailedTrial): string {
  if (timedOut) return message === "" ? "" : ` (last words: ${message})`;
  const ended = signal === null ? `status ${status ?? "unknown"}` : signal;
  return message === "" ? ` (${ended})` : ` (${ended}: ${message})`;
}
