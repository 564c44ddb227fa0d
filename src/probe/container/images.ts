import { namedImages } from "../../decide/container/named-images.ts";
import type { Host } from "../../host/host.ts";
import type { ContainerImage } from "../../model/facts/container.ts";
import type { Settings } from "../../model/settings.ts";
import { imageFileKind, imageFileStart } from "../../parse/container/image-file.ts";
import { imagePathOf, isRemoteImage, type PlatformImage, parseImagesDict } from "../../parse/images-dict.ts";
import { commandEnvironment } from "../machine/command-environment.ts";
import { inCvmfs } from "./candidate-paths.ts";

const readMs = 10_000;

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
  const unknown = type === "file" ? await fileProblem(host, path) : null;
  if (unknown !== null) return bad(unknown, "Copy or build the image again, or name another one.", type);
  // Not followed: a link in an image is meant from the image's own root.
  const shell = type === "directory" ? (await host.stat(`${path}/bin/sh`, { follow: false })).ok : null;
  return { ...base, kind: type, problem: "", fix: "", shell };
}

/** Why a file is no image that a runtime knows; null when it is one, or cannot be told. */
async function fileProblem(host: Host, path: string): Promise<string | null> {
  const read = await host.command({
    argv: ["od", "-A", "n", "-v", "-t", "x1", "-N", String(imageFileStart), path],
    env: commandEnvironment(host),
    timeoutMs: readMs,
    maxBytes: 4 * imageFileStart,
  });
  if (!read.ok) return null;
  if (read.value.timedOut) return `reading it did not end within ${readMs / 1000} s`;
  if (read.value.status !== 0) return null;
  const start = Buffer.from(read.value.stdout.replaceAll(/\s/gu, ""), "hex");
  if (start.length === 0) return "it is empty";
  return imageFileKind(start) === null ? "it is neither a SIF file nor a squashfs or ext3 file system" : null;
}
