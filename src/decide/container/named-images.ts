import type { Settings } from "../../model/settings.ts";
import { type ImagesDict, type PlatformImage, parseImagesDict } from "../../parse/images-dict.ts";

const legacy = [
  ["SINGULARITY_IMAGE_DEFAULT", "default"],
  ["SINGULARITY_IMAGE_DEFAULT7", "rhel7"],
  ["SINGULARITY_IMAGE_DEFAULT6", "rhel6"],
] as const;

/** Images by platform: those of the older settings of their own go before SINGULARITY_IMAGES_DICT. */
export function namedImages(settings: Settings): ImagesDict {
  const dict = parseImagesDict(settings.SINGULARITY_IMAGES_DICT.value ?? "");
  const problems = dict.problems.map((problem) => `SINGULARITY_IMAGES_DICT: ${problem}`);
  const images = new Map<string, PlatformImage>(dict.images.map((named) => [named.platform, named]));
  for (const [setting, platform] of legacy) {
    const image = settings[setting].value;
    if (image === null || image === "") continue;
    const own = parseImagesDict(`${platform}:${image}`);
    problems.push(...own.problems.map((problem) => `${setting}: ${problem}`));
    for (const named of own.images.slice(0, 1)) images.set(platform, named);
  }
  return { images: [...images.values()], problems };
}
