import type { ContainerPlan, HidingPlan } from "../../model/plan.ts";
import { hidingFileNames, secretRuntime } from "../hiding/plain-job.ts";
import { withoutCredentials } from "../hiding/without-credentials.ts";
import { flag, type Knob, macro, text } from "./entry.ts";

/** The layout, with the program that hides in the place of HTCondor's starter, which it becomes, and how that calls without credentials. */
export function hiddenStarter(layout: readonly Knob[], { starter, because }: HidingPlan): readonly Knob[] {
  if (!starter) return layout;
  return [
    ...layout.map((one) =>
      one.knob === "STARTER" ? macro("STARTER", `$(LOCAL_DIR)/${hidingFileNames.starter}`, because) : one,
    ),
    ...Object.entries(withoutCredentials).map(([knob, value]) => text(`STARTER.${knob}`, value)),
  ];
}

/**
 * Jobs outside of containers are started by the program that hides, which a job wrapper for containers calls, too. It tells
 * HTCondor's start of a container by the runtime's name, so a job must not know that.
 */
export function hidingKnobs(
  { wrapped, required, because }: HidingPlan,
  { knobs, plan: { use } }: { readonly knobs: readonly Knob[]; readonly plan: ContainerPlan },
  secret: string | undefined,
): readonly Knob[] {
  // A shell beside the job, for the pilot's account.
  const own = required ? [flag("ENABLE_SSH_TO_JOB", false)] : [];
  if (!wrapped || use?.runner === "wrapper") return [...knobs, ...own];
  const renamed = knobs.map(
    (knob): Knob =>
      knob.knob === "SINGULARITY" && use !== null && secret !== undefined
        ? { ...knob, value: { kind: "macro", text: `$(LOCAL_DIR)/${secretRuntime(secret)}` } }
        : knob,
  );
  return [...renamed, ...own, macro("USER_JOB_WRAPPER", `$(LOCAL_DIR)/${hidingFileNames.wrapper}`, because)];
}
