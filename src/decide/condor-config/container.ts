import type { ContainerUse } from "../../model/container-use.ts";
import type { ContainerPlan } from "../../model/plan.ts";
import { stringOperand } from "../../parse/classad/literal.ts";
import { containerFileNames } from "../container/container-files.ts";
import { expression, flag, integer, type Knob, macro, text } from "./entry.ts";

const off = (): readonly Knob[] => [text("SINGULARITY", ""), expression("SINGULARITY_JOB", "False")];

/**
 * HTCondor's own container support with the runtime that was proven to work; without one, or where a job wrapper does
 * it, it is switched off by name, because a stranger's runtime may hang and keep the startd from starting.
 */
export function containerKnobs({ path, use, because }: ContainerPlan): readonly Knob[] {
  if (path === null || use === null) return off();
  if (use.runner === "wrapper")
    return [...off(), macro("USER_JOB_WRAPPER", `$(LOCAL_DIR)/${containerFileNames.wrapper}`, because)];
  const options = use.options.join(" ");
  return [
    macro("SINGULARITY", `$(LOCAL_DIR)/${containerFileNames.runtime}`, `${path}: ${because}`),
    expression("SINGULARITY_JOB", jobExpression(use)),
    expression("SINGULARITY_IMAGE_EXPR", imageExpression(use)),
    text("SINGULARITY_TARGET_DIR", "/srv"),
    ...(use.binds.length === 0 ? [] : [expression("SINGULARITY_BIND_EXPR", operand(use.binds.join(",")))]),
    ...(options === "" ? [] : [text("SINGULARITY_EXTRA_ARGUMENTS", options)]),
    // What our own proof found; `auto` would try again what fails.
    text("SINGULARITY_USE_PID_NAMESPACES", use.pidNamespace ? "True" : "False"),
    // HTCondor's package may lack its test image. Its limit is for each of up to four tests, before the startd starts.
    macro("SINGULARITY_TEST_SANDBOX", `$(LOCAL_DIR)/${containerFileNames.sandbox}`),
    integer("SINGULARITY_TEST_SANDBOX_TIMEOUT", 20),
    // A plain root file system has no test script; the default would put its jobs on hold.
    flag("SINGULARITY_RUN_TEST_BEFORE_JOB", false),
    text("MOUNT_UNDER_SCRATCH", "/tmp, /var/tmp"),
  ];
}

/** The container universe says for itself that it wants a container. */
function jobExpression({ jobs, images, defaultImage }: ContainerUse): string {
  const named = "TARGET.SingularityImage =!= Undefined";
  if (jobs === "every") return "True";
  if (jobs === "on-request" || (defaultImage === null && images.length === 0)) return named;
  return `${named} || TARGET.SingularityAutoLoad =!= 0`;
}

/**
 * The job's own image, or that of a platform in its REQUIRED_OS, else the default. Undefined for the container universe,
 * whose image HTCondor finds by itself.
 */
function imageExpression({ jobs, images, defaultImage }: ContainerUse): string {
  const own = "TARGET.SingularityImage";
  if (jobs === "on-request") return own;
  const fallback = defaultImage ?? images[0]?.image;
  const otherwise = fallback === undefined ? "Undefined" : operand(fallback);
  const byPlatform = images.reduceRight(
    (rest, { platform, image }) =>
      `ifThenElse(stringListIMember(${operand(platform)}, TARGET.REQUIRED_OS), ${operand(image)}, ${rest})`,
    otherwise,
  );
  const anyPlatform = `TARGET.REQUIRED_OS =?= Undefined || stringListIMember("any", TARGET.REQUIRED_OS)`;
  const universe = "TARGET.ContainerImage =!= Undefined || TARGET.DockerImage =!= Undefined";
  return `ifThenElse(${own} =!= Undefined, ${own}, ifThenElse(${universe}, Undefined, ifThenElse(${anyPlatform}, ${otherwise}, ${byPlatform})))`;
}

/** A text that cannot be written names nothing that could be used. */
function operand(value: string): string {
  const written = stringOperand(value);
  return written.ok ? written.value : "Undefined";
}
