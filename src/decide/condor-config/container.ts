import type { ContainerPlan } from "../../model/plan.ts";
import { expression, flag, integer, type Knob, text } from "./entry.ts";

/** HTCondor's own container support with the runtime that was proven to work; without one it is switched off by name. */
export function containerKnobs(container: ContainerPlan): readonly Knob[] {
  if (container.path === null) return [text("SINGULARITY", ""), expression("SINGULARITY_JOB", "False")];
  return [
    text("SINGULARITY", container.path, container.because),
    expression("SINGULARITY_JOB", "!isUndefined(TARGET.SingularityImage)"),
    expression("SINGULARITY_IMAGE_EXPR", "TARGET.SingularityImage"),
    text("SINGULARITY_TARGET_DIR", "/srv"),
    // A plain root file system has no test script; the default would put its jobs on hold.
    flag("SINGULARITY_RUN_TEST_BEFORE_JOB", false),
    integer("SINGULARITY_TEST_SANDBOX_TIMEOUT", 30),
    text("MOUNT_UNDER_SCRATCH", "/tmp, /var/tmp"),
  ];
}
