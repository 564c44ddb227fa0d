import type { Check } from "../../src/model/check.ts";
import { remark, skip } from "../finding.ts";

export const cgroupDelegation: Check = {
  id: "cgroup-delegation",
  title: "HTCondor can limit its jobs by control groups",
  why: "With a control group of its own HTCondor holds each job to its memory; without, a job that takes too much ends the whole slot.",
  judges: "A remark when control groups are of version 1, or ours was not given to us. Pilots run without.",
  thresholds: [],
  phase: "node",
  evaluate: ({ system: { cgroup } }) => {
    if (cgroup.layout === null) return skip("the control groups could not be read");
    const evidence = `/proc/self/cgroup: ${cgroup.layout}${cgroup.directory === null ? "" : `, ${cgroup.directory}`}`;
    if (cgroup.layout !== "v2")
      return [
        remark(
          `control groups are ${cgroup.layout === "none" ? "not there" : cgroup.layout}; jobs are not limited one by one`,
          evidence,
          "Start the node with version 2 of control groups (systemd.unified_cgroup_hierarchy=1).",
        ),
      ];
    if (cgroup.delegated === null) return skip("it could not be found out whether our control group is ours");
    if (cgroup.delegated) return [];
    return [
      remark(
        "our control group may not be divided; jobs are not limited one by one",
        evidence,
        "Give pilots a control group of their own: Delegate=yes of the batch system's service, CgroupPlugin with delegation, or `systemd-run --user --scope`.",
      ),
    ];
  },
};
