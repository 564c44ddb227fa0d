import type { Finding, Severity } from "../../model/check.ts";
import type { ContainerFacts } from "../../model/facts/container.ts";
import type { Settings } from "../../model/settings.ts";
import { type ImageChoice, imageFault } from "./default-image.ts";
import { namedImages } from "./named-images.ts";
import type { Obstacle } from "./obstacle.ts";
import type { ContainerPolicy } from "./policy.ts";

/** What is worth telling about containers where the policy wants them: what refuses, what was left out, what is less than it could be. */
export function containerFindings(
  facts: ContainerFacts,
  settings: Settings,
  policy: ContainerPolicy,
  choice: ImageChoice,
  obstacle: Obstacle | null,
): readonly Finding[] {
  const tried = facts.tried.map(({ path, outcome }) => `${path}: ${outcome}`).join("; ");
  const findings: Finding[] = [];
  // Where they are required, the refusal says it.
  if (obstacle !== null && policy !== "REQUIRED") {
    const severity: Severity = policy === "PREFERRED" ? "warning" : "info";
    findings.push({
      severity,
      message: `${obstacle.problem}; jobs run without containers`,
      evidence: tried,
      fix: obstacle.fix,
    });
  }
  for (const problem of namedImages(settings).problems)
    findings.push({
      severity: "warning",
      message: `an entry of the images is left out: ${problem}`,
      evidence: problem,
      fix: "Write `platform:image,platform:image`, each image an absolute path or a URI.",
    });
  for (const image of facts.images) {
    const fault =
      image.platform === "testimage" ? null : imageFault(image, settings.SINGULARITY_IMAGE_RESTRICTIONS.value);
    if (fault === null) continue;
    const message = `the image of ${image.platform}, ${image.path}, ${fault.problem}`;
    // What already refuses or degrades is not told twice.
    if (obstacle?.problem === message) continue;
    findings.push({
      severity: "warning",
      message,
      evidence: image.problem === "" ? image.image : image.problem,
      fix: fault.fix,
    });
  }
  if (policy === "REQUIRED" && obstacle === null && choice.image === null)
    findings.push({
      severity: "info",
      message: `jobs have to name their images: ${choice.problem}`,
      evidence: "SINGULARITY_IMAGES_DICT",
      fix: choice.fix,
    });
  for (const { source, from, exists, why } of facts.binds) {
    if (exists === true || from === "default") continue;
    findings.push({
      severity: exists === false ? "info" : "warning",
      message: `the bind path ${source} of ${from} is left out: ${why}`,
      evidence: source,
      fix: `Correct ${from}, or provide the path on this node.`,
    });
  }
  const { working } = facts;
  const used = working === null ? undefined : facts.tried.find(({ works }) => works);
  if (working !== null && used !== undefined && used.fix !== "")
    findings.push({
      severity: "warning",
      message: `containers have less than they could: ${working.because}`,
      evidence: `${working.path} ${working.flags.join(" ")}`,
      fix: used.fix,
    });
  return findings;
}

/** A factory's wish alone arranges nothing, which is GlideinWMS's rule; without a factory somebody may have meant more. */
export function unheardWish({
  GLIDEIN_Singularity_Use: { value: vo },
  GLIDEIN_SINGULARITY_REQUIRE: { value: factory },
}: Settings): readonly Finding[] {
  if (vo !== null || factory === null || factory === "NEVER") return [];
  return [
    {
      severity: "warning",
      message: `there are no containers, although GLIDEIN_SINGULARITY_REQUIRE is ${factory}: it is the factory's wish, and the VO has none`,
      evidence: "GLIDEIN_Singularity_Use is not set, which with a factory's wish is DISABLE_GWMS",
      fix: `Say the VO's wish, too: --containers ${factory === "REQUIRED_GWMS" ? "REQUIRED" : factory}; or leave GLIDEIN_SINGULARITY_REQUIRE out.`,
    },
  ];
}
