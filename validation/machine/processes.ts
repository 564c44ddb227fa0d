import type { Check } from "../../src/model/check.ts";
import { skip, warning } from "../finding.ts";
import { type Amount, least } from "../slot.ts";

export const processes: Check = {
  id: "processes",
  title: "Enough processes and threads can be started",
  why: "Each slot runs several daemons, a container and a job with threads; where no process can be started jobs fail with `Resource temporarily unavailable`.",
  judges: "A warning when the limit of the account or of a control group is below the threshold.",
  thresholds: ["GLIDEIN_Check_Processes"],
  phase: "node",
  evaluate: ({ system }, settings) => {
    const limit = system.limits["Max processes"];
    const ofAccount: readonly Amount[] =
      limit?.soft === undefined || limit.soft === null ? [] : [{ limit: limit.soft, from: "ulimit -u" }];
    const smallest = least([...ofAccount, ...system.cgroup.processes]);
    if (smallest === null) return limit === undefined ? skip("the limits of this process could not be read") : [];
    const wanted = settings.GLIDEIN_Check_Processes.value;
    if (smallest.limit >= wanted) return [];
    return [
      warning(
        `only ${smallest.limit} processes and threads can be started; ${wanted} are wanted`,
        `${smallest.from}: ${smallest.limit}`,
        smallest.from === "ulimit -u"
          ? "Raise `nproc` for pilot accounts in /etc/security/limits.d, or LimitNPROC of the batch system's service."
          : "Raise pids.max of this control group: TasksMax of the service, podPidsLimit of Kubernetes, --pids-limit of the container.",
      ),
    ];
  },
};
