import { type Failure, failure } from "../../model/failure.ts";
import type { ContainerPlan } from "../../model/plan.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { jobInside } from "./job-inside.ts";
import { jobWrapper } from "./job-wrapper.ts";
import { runtimeWrapper } from "./runtime-wrapper.ts";

/** Names below LOCAL_DIR; the configuration refers to them. */
export const containerFileNames = {
  runtime: "container-runtime",
  wrapper: "job-wrapper",
  inside: "job-inside",
  sandbox: "probe-image",
  /** Scripts that run inside a container before the job, in the order of their names. */
  prejob: "prejob.d",
  /** Caches and unpacked images. */
  scratch: "container",
} as const;

export interface ContainerFile {
  readonly name: string;
  readonly text: string;
  /** HTCondor starts it outside of the container with a job's environment: a program with its name stands before it. */
  readonly gated: boolean;
}

/** The name of a script whose own name is its gate's. */
export const gatedName = (name: string): string => `${name}.sh`;

/** Programs that jobs in containers are started with; none where there are no containers. */
export function containerFiles({ path, use }: ContainerPlan): Result<readonly ContainerFile[], Failure> {
  if (path === null || use === null) return ok([]);
  const runtime = runtimeWrapper(path, use);
  const wrapper = use.runner === "wrapper" ? jobWrapper(use) : ok("");
  for (const text of [runtime, wrapper])
    if (!text.ok)
      return err(
        failure(
          "CONTAINER_CONFIGURATION",
          "container settings",
          `they cannot be written as a script: ${text.error.problem}`,
          "Remove what is no text from the image and bind settings.",
          {
            expected: text.error.expected,
          },
        ),
      );
  if (!runtime.ok || !wrapper.ok) return ok([]);
  return ok([
    { name: containerFileNames.runtime, text: runtime.value, gated: true },
    ...(use.runner === "wrapper"
      ? [
          { name: containerFileNames.wrapper, text: wrapper.value, gated: true },
          { name: containerFileNames.inside, text: jobInside, gated: false },
        ]
      : []),
  ]);
}
