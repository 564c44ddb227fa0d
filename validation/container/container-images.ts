import type { Check, Finding } from "../../src/model/check.ts";
import { saysNotRecorded } from "../../src/model/not-recorded.ts";
import { skip, warning } from "../finding.ts";

export const containerImages: Check = {
  id: "container-images",
  title: "The images that the settings name can be run",
  why: "A node without the default image takes every job and fails it within seconds.",
  judges: "A warning for each image that is not there, or in which the runtime did not run our program.",
  thresholds: ["SINGULARITY_IMAGES_DICT", "SINGULARITY_IMAGE_DEFAULT"],
  phase: "node",
  evaluate: ({ container: { images } }) => {
    const known = images.filter(({ problem }) => !saysNotRecorded(problem));
    if (known.length === 0) return skip("the settings name no image");
    return known.flatMap(({ platform, image, path, runs, problem, fix }): readonly Finding[] => {
      if (problem === "" && runs !== false) return [];
      return [
        warning(
          `the image of platform ${platform} cannot be used: ${problem === "" ? "our program did not run in it" : problem}`,
          `${image}${path === image ? "" : ` (${path})`}`,
          fix === ""
            ? "Correct SINGULARITY_IMAGES_DICT, or make the image reachable (CVMFS, shared file system)."
            : fix,
        ),
      ];
    });
  },
};
