import type { ContainerFacts, WorkingContainer } from "../../model/facts/container.ts";
import type { Attribute, AttributeType } from "../../model/plan.ts";
import { derive, named, type Sourced, sourced } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";
import { imagesDictText } from "../../parse/images-dict.ts";
import { printable } from "../../parse/printable.ts";
import { namedImages } from "./named-images.ts";
import type { ContainerPolicy } from "./policy.ts";

export type Attributes = Readonly<Record<string, Attribute>>;

const attribute = (value: Sourced<number | string | boolean>, type: AttributeType): Attribute => ({
  sourced: value,
  type,
  published: true,
});
const text = (value: Sourced<string>): Attribute => attribute(value, "string");

/** GlideinWMS says nothing at all where containers are not its affair. */
export function attributesWithout(policy: Sourced<ContainerPolicy>, reason: string): Attributes {
  if (policy.value === "DISABLE" || policy.value === "FAIL") return {};
  const inputs = [named("container.policy", policy)];
  return {
    HAS_SINGULARITY: attribute(derive("no container runtime is used", inputs, false), "boolean"),
    GWMS_SINGULARITY_STATUS: text(derive("the policy", inputs, policy.value)),
    ...(reason === ""
      ? {}
      : { GLIDEIN_Container_Reason: text(derive("why no runtime is used", inputs, printable(reason, 1000))) }),
  };
}

/** Every name that GlideinWMS publishes, in its spelling, and why the runtime counts as working. */
export function attributesWith(
  policy: Sourced<ContainerPolicy>,
  facts: ContainerFacts,
  working: WorkingContainer,
  settings: Settings,
): Attributes {
  const seen = (what: string, value: string): Sourced<string> =>
    sourced(value, { kind: "probe", probe: "container", evidence: `${working.path} ${what}` });
  const path = text(seen("ran our program in our image", working.path));
  const version = text(seen("--version", working.version ?? "unknown"));
  const full = text(seen("--version", working.fullVersion ?? working.version ?? "unknown"));
  const mode = text(seen(working.because, working.mode));
  const inputs = [named("container.policy", policy), named("container.mode", mode.sourced)];
  const provides = [...settings.GLIDEIN_PROVIDES.value, `singularity/${working.mode}`].join(",");
  const dict = imagesDictText(namedImages(settings).images);
  const debug = settings.GLIDEIN_DEBUG_OUTPUT.value ?? "";
  const proven = Object.entries(working.capabilities).flatMap(([name, { works }]) => (works === true ? [name] : []));
  return {
    HAS_SINGULARITY: attribute(derive("a runtime ran our program", inputs, true), "boolean"),
    GWMS_SINGULARITY_STATUS: text(derive("the policy", inputs, policy.value)),
    SINGULARITY_PATH: path,
    GWMS_SINGULARITY_PATH: path,
    SINGULARITY_VERSION: version,
    GWMS_SINGULARITY_VERSION: version,
    SINGULARITY_FULL_VERSION: full,
    SINGULARITY_MODE: mode,
    GWMS_SINGULARITY_MODE: mode,
    CONTAINERSW_PATH: path,
    GWMS_CONTAINERSW_PATH: path,
    CONTAINERSW_VERSION: version,
    GWMS_CONTAINERSW_VERSION: version,
    CONTAINERSW_FULL_VERSION: full,
    GWMS_CONTAINERSW_FULL_VERSION: full,
    CONTAINERSW_MODE: mode,
    GWMS_CONTAINERSW_MODE: mode,
    SINGULARITY_IMAGES_DICT: text(
      derive("images that were named", [named("SINGULARITY_IMAGES_DICT", settings.SINGULARITY_IMAGES_DICT)], dict),
    ),
    // Jobs choose their platform by image, so that the node's own system is no limit.
    GLIDEIN_REQUIRED_OS: text(derive("jobs bring their system in an image", inputs, "any")),
    ...(debug === ""
      ? {}
      : {
          GLIDEIN_DEBUG_OUTPUT: text(
            derive("passed on", [named("GLIDEIN_DEBUG_OUTPUT", settings.GLIDEIN_DEBUG_OUTPUT)], debug),
          ),
        }),
    GLIDEIN_PROVIDES: text(
      derive(
        "what was set, and the container mode",
        [named("GLIDEIN_PROVIDES", settings.GLIDEIN_PROVIDES), ...inputs],
        provides,
      ),
    ),
    GLIDEIN_Container_Capabilities: text(seen("proved them one by one", proven.join(","))),
    GLIDEIN_Container_Rung: text(seen(`ran with ${working.flags.join(" ")}`, working.rung)),
    GLIDEIN_Container_Reason: text(seen("", printable(working.because, 1000))),
    ...(facts.inside === null
      ? {}
      : {
          GLIDEIN_Container_Inside: text(
            sourced(facts.inside, { kind: "probe", probe: "container", evidence: facts.inside }),
          ),
        }),
  };
}
