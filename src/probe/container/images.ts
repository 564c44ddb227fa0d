import { namedImages } from "../../decide/container/named-images.ts";
import type { Host } from "../../host/host.ts";
import type { ContainerImage } from "../../model/facts/container.ts";
import type { Settings } from "../../model/settings.ts";
import { imagePathOf, isRemoteImage, type PlatformImage, parseImagesDict } from "../../parse/images-dict.ts";
import { inCvmfs } from "./candidate-paths.ts";

/** Looks at each image that the settings name. */
export async function probeImages(host: Host, settings: Settings): Promise<readonly ContainerImage[]> {
  const { images } = namedImages(settings);
  const test = settings.APPTAINER_TEST_IMAGE.value;
  const all = test === null ? images : [...images, ...parseImagesDict(`testimage:${test}`).images];
  return Promise.all(all.map((named) => look(host, named, settings)));
}

async function look(host: Host, { platform, image }: PlatformImage, settings: Settings): Promise<ContainerImage> {
  const mount = settings.CVMFS_MOUNT_DIR.value;
  const written = imagePathOf(image);
  const path = inCvmfs(written, mount);
  const plain = written.split("/").includes("..") ? "" : written;
  const below = (directory: string): boolean => plain.startsWith(`${directory.replace(/\/+$/u, "")}/`);
  const base = {
    platform,
    image,
    path,
    inCvmfs: below("/cvmfs") || (mount !== null && below(mount)),
    runs: null,
    shell: null,
  };
  if (isRemoteImage(image) && settings.GLIDEIN_Offline.value)
    return {
      ...{ ...base, path: image, inCvmfs: false, kind: "remote" },
      problem: "it would have to be fetched, and the glidein is offline",
      fix: "Name an image that lies on the node or a shared file system.",
    };
  if (isRemoteImage(image)) return { ...base, path: image, inCvmfs: false, kind: "remote", problem: "", fix: "" };
  const bad = (problem: string, fix: string, kind: ContainerImage["kind"] = null): ContainerImage => ({
    ...base,
    kind,
    problem,
    fix,
  });
  const status = await host.stat(path);
  if (!status.ok) {
    const link = status.error.code === "missing" ? await host.readlink(path) : null;
    if (link?.ok === true)
      return bad("it is a symbolic link to what does not exist", "Repair the link, or name another image.");
    return bad(
      status.error.what,
      base.inCvmfs
        ? "Check that its CVMFS repository is mounted, and that the image is in it."
        : "Put the image there, or name another one.",
    );
  }
  const { type } = status.value;
  if (type !== "directory" && type !== "file")
    return bad(`it is a ${type}, not an image`, "Name a directory or an image file.");
  const readable = await host.access(path, type === "directory" ? 5 : 4);
  if (readable.ok && !readable.value) return bad("it is not readable for us", "Open it to the pilot's account.", type);
  // Not followed: a link in an image is meant from the image's own root.
  const shell = type === "directory" ? (await host.stat(`${path}/bin/sh`, { follow: false })).ok : null;
  return { ...base, kind: type, problem: "", fix: "", shell };
}
