import type { BatchJob } from "../../model/facts/batch.ts";

/** KillWait's default; the site's value is only in the controller's configuration. */
export const slurmSignals: Pick<BatchJob, "graceSeconds" | "warnings"> = {
  graceSeconds: 30,
  warnings: [
    {
      signal: "SIGTERM",
      when: "time limit, scancel, preemption or requeue: to every process of the job at once",
      secondsToKill: 30,
    },
  ],
};
