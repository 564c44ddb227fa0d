import type { Check, Finding } from "../../src/model/check.ts";
import { skip, warning } from "../finding.ts";

export const modules: Check = {
  id: "modules",
  title: "The modules that the site's table or the settings name can be loaded",
  why: "What they bring (a container runtime, HTCondor) is missing without them, and what is found in its place may be another version.",
  judges: "A warning for each module that could not be loaded, and when the node has no module system.",
  thresholds: ["GLIDEIN_Modules"],
  phase: "node",
  evaluate: ({ siteTable }) => {
    const loaded = siteTable?.modules ?? null;
    if (loaded === null) return skip("no modules are asked for (GLIDEIN_Modules)");
    const { system, problem } = loaded;
    if (problem !== "")
      return [
        warning(
          `no module could be loaded: ${problem}`,
          `module system ${system ?? "not found"}`,
          "Load the modules by hand in `bash -l` on this node; correct GLIDEIN_Modules, or the module system.",
        ),
      ];
    return loaded.modules.flatMap(({ name, loaded: good, said }): readonly Finding[] =>
      good
        ? []
        : [
            warning(
              `module ${name} could not be loaded: ${said}`,
              `module load ${name}, by ${system ?? "?"}`,
              "Correct the name (`module avail`), or take it out of GLIDEIN_Modules.",
            ),
          ],
    );
  },
};
