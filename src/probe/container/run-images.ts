import { explainFailure } from "../../decide/container/explain-failure.ts";
import type { ContainerImage, WorkingContainer } from "../../model/facts/container.ts";
import { decisiveMessage, messageLines } from "../../parse/container/runtime-message.ts";
import { tryRuntime, type Workshop } from "./trial.ts";

const maxImages = 4;

/**
 * Runs our program in the images themselves, which shows what only they can: an owner or a path that the site does not
 * allow, rights that are missing. Only directories: a file might have to be unpacked first, for minutes.
 */
export async function runImages(
  shop: Workshop,
  working: WorkingContainer,
  limitMs: number,
  images: readonly ContainerImage[],
): Promise<readonly ContainerImage[]> {
  const chosen = new Set(
    images.filter(({ kind, problem }) => kind === "directory" && problem === "").slice(0, maxImages),
  );
  return Promise.all(
    images.map(async (image, index) => (chosen.has(image) ? run(shop, working, limitMs, image, index) : image)),
  );
}

async function run(
  shop: Workshop,
  working: WorkingContainer,
  limitMs: number,
  image: ContainerImage,
  index: number,
): Promise<ContainerImage> {
  const runtime = { path: working.path, limitMs };
  // Our program lies in the home directory, because the image need not have anything of ours.
  const command = ["/srv/image/probe", shop.image.token];
  const trial = await tryRuntime(shop, runtime, {
    flags: working.flags,
    name: `image-${index}`,
    image: image.path,
    home: ".",
    command,
  });
  if (trial.proof !== null) return { ...image, runs: true };
  if (!trial.ran.ok) return { ...image, runs: null };
  const { status, signal, timedOut, truncated, stderr } = trial.ran.value;
  const { cause, fix } = explainFailure({
    runtime: working.path,
    flags: working.flags,
    ...{ status, signal, timedOut, truncated, limitMs: trial.limitMs },
    message: decisiveMessage(stderr),
    stderr: messageLines(stderr).join("\n"),
    circumstances: unknownCircumstances,
    installation: null,
  });
  return { ...image, runs: false, problem: `our program does not run in it: ${cause}`, fix };
}

/** The node cannot be the cause: the same runtime just ran our own image. */
const unknownCircumstances = {
  uid: null,
  userNamespace: null,
  uidMap: null,
  insideUserNamespace: null,
  inChroot: false,
  noNewPrivileges: null,
  seccompFilter: null,
  maxUserNamespaces: null,
  unprivilegedClone: null,
  appArmorRestriction: null,
  seLinuxEnforcing: false,
  fuse: "missing",
} as const;
