import type { ContainerImage } from "../../model/facts/container.ts";

/** `problem` is empty when there is an image, or when none was named. */
export interface ImageChoice {
  readonly image: ContainerImage | null;
  readonly problem: string;
  readonly fix: string;
}

/** GlideinWMS's order at the start of a glidein. */
const platforms = ["default", "rhel9", "rhel7", "rhel6", "rhel8"] as const;

/** What keeps an image from being used under these restrictions; null when nothing does. */
export function imageFault(
  image: ContainerImage,
  restrictions: readonly string[],
): { readonly problem: string; readonly fix: string } | null {
  const allows = (word: string): boolean => restrictions.includes(word);
  if (allows("cvmfs") && !image.inCvmfs)
    return {
      problem: "is not in CVMFS, as SINGULARITY_IMAGE_RESTRICTIONS demands",
      fix: "Name an image under /cvmfs, or set SINGULARITY_IMAGE_RESTRICTIONS to any or remote.",
    };
  if (image.kind === "remote")
    return allows("remote")
      ? null
      : { problem: "is not on this node", fix: "Allow it with the restriction remote, or name an image on the node." };
  // With `remote` an image may come later, but one that is there and broken stays broken.
  if (image.problem === "" || (allows("remote") && image.kind === null)) return null;
  return { problem: `cannot be used: ${image.problem}`, fix: image.fix };
}

/** The image of jobs that name none. The first platform that has an image decides, also when that cannot be used. */
export function chooseDefaultImage(images: readonly ContainerImage[], restrictions: readonly string[]): ImageChoice {
  const chosen = platforms
    .map((platform) => images.find((image) => image.platform === platform))
    .find((image) => image !== undefined);
  const test = images.find(({ platform }) => platform === "testimage");
  const standIn =
    restrictions.includes("test") && test !== undefined && imageFault(test, ["any"]) === null ? test : null;
  if (chosen === undefined)
    return {
      image: standIn,
      problem: standIn === null ? `no image is named for any of ${platforms.join(", ")}` : "",
      fix: "Name one in SINGULARITY_IMAGES_DICT, such as `default:/cvmfs/singularity.opensciencegrid.org/…`.",
    };
  const fault = imageFault(chosen, restrictions);
  if (fault === null) return { image: chosen, problem: "", fix: "" };
  const problem = `the image of ${chosen.platform}, ${chosen.path}, ${fault.problem}`;
  return standIn === null ? { image: null, problem, fix: fault.fix } : { image: standIn, problem: "", fix: "" };
}
