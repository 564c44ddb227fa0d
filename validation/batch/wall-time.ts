import type { Check } from "../../src/model/check.ts";
import { featureNumber } from "../../src/model/facts/features.ts";
import type { Facts } from "../../src/model/facts.ts";
import type { Settings } from "../../src/model/settings.ts";
import { duration, skip, warning } from "../finding.ts";
import { type Amount, jobsOf, least } from "../slot.ts";

export const wallTime: Check = {
  id: "wall-time",
  title: "The batch slot lasts as long as the VO's jobs",
  why: "A slot that ends before any job can, only makes jobs start and be killed.",
  judges: "A warning when the batch system, Machine/Job Features or the entry end the slot sooner than the threshold.",
  thresholds: ["GLIDEIN_Check_Wall_Time", "GLIDEIN_Max_Walltime"],
  phase: "node",
  evaluate: (facts, settings) => {
    const end = least(endsOf(facts, settings));
    if (end === null) return skip("nothing limits the time of this slot");
    const left = end.limit - facts.clock.now;
    const wanted = settings.GLIDEIN_Check_Wall_Time.value;
    if (left >= wanted) return [];
    return [
      warning(
        left <= 0
          ? `the slot's time is over since ${duration(-left)}`
          : `the slot ends in ${duration(left)}; the VO's jobs take ${duration(wanted)} at least`,
        `${end.from}: ${Math.floor(end.limit)} (now ${Math.floor(facts.clock.now)})`,
        "Ask the batch system for more wall time, or lower GLIDEIN_Check_Wall_Time where the VO's jobs are shorter.",
      ),
    ];
  },
};

function endsOf(facts: Facts, settings: Settings): readonly Amount[] {
  const { features, clock } = facts;
  const batch = jobsOf(facts).flatMap(({ system, ends }) =>
    ends.map(({ at, from }) => ({ limit: at, from: `${system} ${from}` })),
  );
  const started = jobsOf(facts)[0]?.startAt ?? clock.now;
  const from = featureNumber(features, "job.jobstart_secs") ?? started;
  const wall = featureNumber(features, "job.wall_limit_secs");
  const entry = settings.GLIDEIN_Max_Walltime.value;
  const shutdowns = (["machine.shutdowntime", "job.shutdowntime_job"] as const).flatMap((id) => {
    const at = featureNumber(features, id);
    // One that was over before we looked was never taken back; mjf-agrees tells.
    return at === null || at <= clock.now ? [] : [{ limit: at, from: `Machine/Job Features ${id}` }];
  });
  return [
    ...batch,
    ...(wall === null ? [] : [{ limit: from + wall, from: "Machine/Job Features job.wall_limit_secs" }]),
    ...(entry === null ? [] : [{ limit: started + entry, from: "GLIDEIN_Max_Walltime" }]),
    ...shutdowns,
  ];
}
