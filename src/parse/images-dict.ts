import { printable } from "./printable.ts";

export interface PlatformImage {
  readonly platform: string;
  readonly image: string;
}

export interface ImagesDict {
  readonly images: readonly PlatformImage[];
  /** One sentence for each entry that was left out; the others count. */
  readonly problems: readonly string[];
}

const longest = 65_536;
const most = 200;

/**
 * GlideinWMS's SINGULARITY_IMAGES_DICT: `platform:image,platform:image`. The first colon separates, so that an image
 * may have some of its own (`docker://…`, `…/el9:latest`); a comma can be in none. Of two entries for one platform the
 * first counts. Total: an entry that is broken loses that entry only.
 */
export function parseImagesDict(text: string): ImagesDict {
  if (text.length > longest) return { images: [], problems: [`it is longer than ${longest} characters`] };
  const images: PlatformImage[] = [];
  const problems: string[] = [];
  for (const item of text.split(",")) {
    const entry = item.trim();
    // GlideinWMS's own tools leave commas at the ends.
    if (entry === "") continue;
    const colon = entry.indexOf(":");
    const platform = entry.slice(0, Math.max(0, colon)).trim();
    const image = entry.slice(colon + 1).trim();
    const problem = colon < 0 ? "has no colon after a platform" : (platformProblem(platform) ?? imageProblem(image));
    if (problem !== null) problems.push(`"${printable(entry, 80)}" ${problem}`);
    else if (images.some((other) => other.platform === platform))
      problems.push(`"${printable(entry, 80)}" is a second image for ${platform}; the first counts`);
    else if (images.length === most) problems.push(`"${printable(entry, 80)}" is beyond the ${most} that are read`);
    else images.push({ platform, image });
    if (problems.length === most) break;
  }
  return { images, problems };
}

/** Back as GlideinWMS writes it. */
export const imagesDictText = (images: readonly PlatformImage[]): string =>
  images.map(({ platform, image }) => `${platform}:${image}`).join(",");

/** `docker://…`, `oras://…`; a `file://` is a path with another spelling. */
export const isRemoteImage = (image: string): boolean =>
  /^[A-Za-z][A-Za-z0-9+.-]*:\/\//u.test(image) && !image.startsWith("file://");

/** Path of an image that is not remote. */
export const imagePathOf = (image: string): string => image.replace(/^file:\/\/(?=\/)/u, "");

function platformProblem(platform: string): string | null {
  return /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,63}$/u.test(platform)
    ? null
    : "begins with no platform (letters, digits, and _ . + -)";
}

/** What makes a text no image; null when it can be one. */
export function imageProblem(image: string): string | null {
  if (image === "") return "names no image";
  if (/\p{Cc}|\u{FFFD}/u.test(image)) return "has control characters";
  if (isRemoteImage(image) || imagePathOf(image).startsWith("/")) return null;
  return "names an image that is neither an absolute path nor a URI";
}
