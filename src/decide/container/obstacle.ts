import type { ContainerFacts } from "../../model/facts/container.ts";
import type { Settings } from "../../model/settings.ts";
import type { ImageChoice } from "./default-image.ts";

export interface Obstacle {
  readonly problem: string;
  readonly fix: string;
}

/** What keeps every job out of containers: a required image that is none, else the lack of a runtime; null when nothing does. */
export function containerObstacle(facts: ContainerFacts, settings: Settings, choice: ImageChoice): Obstacle | null {
  if (settings.SINGULARITY_IMAGE_REQUIRED.value && choice.problem !== "")
    return { problem: choice.problem, fix: choice.fix };
  if (facts.working !== null) return null;
  // One that was run says more than a name that led nowhere.
  const telling = facts.tried.find(({ attempts }) => attempts.length > 0) ?? facts.tried[0];
  return telling === undefined
    ? { problem: "no container runtime was looked for", fix: "Install apptainer on the node." }
    : { problem: `no container runtime works: ${telling.path}: ${telling.outcome}`, fix: telling.fix };
}
