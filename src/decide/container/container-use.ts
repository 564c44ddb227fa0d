import type { ContainerUse } from "../../model/container-use.ts";
import type { ContainerFacts, ContainerImage, WorkingContainer } from "../../model/facts/container.ts";
import type { Settings } from "../../model/settings.ts";
import { bindText } from "../../parse/container/bind-path.ts";
import { imageFault } from "./default-image.ts";
import type { ContainerPolicy } from "./policy.ts";

/** GlideinWMS's order when a job takes any platform. */
const jobOrder = ["default", "rhel9", "rhel8", "rhel7", "rhel6"];

/** How jobs get into containers with what works here. */
export function containerUse(
  facts: ContainerFacts,
  settings: Settings,
  policy: ContainerPolicy,
  working: WorkingContainer,
  defaultImage: ContainerImage | null,
): ContainerUse {
  const words = (text: string | null): readonly string[] => (text ?? "").split(/\s+/u).filter((word) => word !== "");
  const restrictions = settings.SINGULARITY_IMAGE_RESTRICTIONS.value;
  const unsquash = working.capabilities["unsquash"]?.works === true ? ["--unsquash"] : [];
  const usable = facts.images.filter(
    (image) => image.platform !== "testimage" && imageFault(image, restrictions) === null,
  );
  const rank = ({ platform }: { readonly platform: string }): number => {
    const at = jobOrder.indexOf(platform);
    return at < 0 ? jobOrder.length : at;
  };
  return {
    runner: settings.GLIDEIN_Container_Runner.value === "wrapper" ? "wrapper" : "htcondor",
    forced: working.flags.filter((flag) => flag === "--userns" || flag === "--no-privs"),
    options: [...words(settings.GLIDEIN_SINGULARITY_OPTS.value), ...unsquash],
    globalOptions: words(settings.GLIDEIN_SINGULARITY_GLOBAL_OPTS.value),
    pidNamespace: working.pidNamespace && !settings.SINGULARITY_DISABLE_PID_NAMESPACES.value,
    images: usable.toSorted((a, b) => rank(a) - rank(b)).map(({ platform, path }) => ({ platform, image: path })),
    defaultImage: defaultImage?.path ?? null,
    jobs: policy === "REQUIRED" ? "every" : policy === "PREFERRED" ? "with-image" : "on-request",
    restrictions,
    binds: facts.binds.filter(({ exists }) => exists === true).map(bindText),
    cvmfsMount: settings.CVMFS_MOUNT_DIR.value ?? "/cvmfs",
    environment: environmentRule(settings.GLIDEIN_CONTAINER_ENV.value, settings.GLIDEIN_CONTAINER_ENV_CLEARLIST.value),
  };
}

/**
 * Where every job has to be in a container, HTCondor would run its PreCmd and PostCmd outside of it all the same, as
 * the pilot; and where there is no image to give it, it has to bring one, or it would fail here.
 */
export function startRequirement({ jobs, defaultImage, images }: ContainerUse): string | null {
  if (jobs !== "every") return null;
  const inside = "TARGET.PreCmd =?= Undefined && TARGET.PostCmd =?= Undefined";
  const named =
    "TARGET.SingularityImage =!= Undefined || TARGET.ContainerImage =!= Undefined || TARGET.DockerImage =!= Undefined";
  return defaultImage === null && images.length === 0 ? `(${named}) && ${inside}` : inside;
}

/**
 * GLIDEIN_CONTAINER_ENV: `osgset` has `condorset` in it, and `clear` is `clearall` with both. GlideinWMS's own names
 * are kept whenever the rest goes; `keepall` counts only without anything that clears.
 */
function environmentRule(written: readonly string[], cleared: readonly string[]): ContainerUse["environment"] {
  const has = (...names: readonly string[]): boolean => names.some((name) => written.includes(name));
  const clearAll = has("clearall", "clear");
  return {
    clearAll,
    clearPaths: clearAll || has("clearpaths"),
    keepOsg: has("osgset", "clear"),
    keepCondor: has("condorset", "osgset", "clear"),
    // Of names alone, because they become words of a shell.
    cleared: cleared.filter((name) => /^[A-Za-z_][A-Za-z0-9_]{0,200}$/u.test(name)),
  };
}
