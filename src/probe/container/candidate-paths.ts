import type { Host } from "../../host/host.ts";
import type { Settings } from "../../model/settings.ts";
import { printable } from "../../parse/printable.ts";
import { modulePaths } from "./module-path.ts";

/** A program to be tried, or why a step of the search gave none. */
export interface CandidatePath {
  readonly origin: string;
  readonly path: string;
  readonly unusable?: { readonly outcome: string; readonly fix: string };
}

const programs = ["apptainer", "singularity"] as const;
/** A PATH of thousands of directories is nobody's intention. */
const maxDirectories = 200;

/**
 * Where a runtime may be, in GlideinWMS's order. A generator, because loading modules is slow and done only when all
 * before it failed. `condor` is the release directory of the HTCondor that will run.
 */
export async function* candidatePaths(
  host: Host,
  settings: Settings,
  condor: string | null,
): AsyncGenerator<CandidatePath> {
  const cvmfs = (path: string): string => inCvmfs(path, settings.CVMFS_MOUNT_DIR.value);
  const osg = cvmfs(settings.OSG_SINGULARITY_BINARY.value);
  const condorPlaces =
    condor === null ? [] : [`${condor}/libexec`, `${condor}/usr/libexec`].map((path) => path.replace(/^\/\//u, "/"));

  yield* override(host, settings.GLIDEIN_SINGULARITY_BINARY_OVERRIDE.value);
  yield* suggested(host, settings.SINGULARITY_BIN.value?.trim() ?? "", osg, condorPlaces, cvmfs);
  yield* inPath(host);
  for (const place of condorPlaces)
    if ((await host.stat(`${place}/apptainer`)).ok) yield { origin: "HTCondor's own", path: `${place}/apptainer` };
  yield* modulePaths(host, ["singularitypro", "singularity", "apptainer"]);
  const found = await inDirectory(host, directoryOf(osg), programs);
  if (found !== null) yield { origin: "OSG_SINGULARITY_BINARY", path: found };
  else
    yield absent(
      "OSG_SINGULARITY_BINARY",
      osg,
      "it is not there",
      "Mount CVMFS with oasis.opensciencegrid.org, or install apptainer on the node.",
    );
}

async function* override(host: Host, text: string | null): AsyncGenerator<CandidatePath> {
  const origin = "GLIDEIN_SINGULARITY_BINARY_OVERRIDE";
  const value = text?.trim() ?? "";
  if (value === "") return;
  const status = await host.stat(value);
  if (status.ok && status.value.type !== "directory") {
    yield { origin, path: value };
    return;
  }
  for (const directory of directoriesIn(value)) {
    const found = await inDirectory(host, directory, ["singularity", "apptainer"]);
    if (found === null) continue;
    yield { origin, path: found };
    return;
  }
  const why = status.ok || value.includes(":") ? "no singularity and no apptainer is in it" : status.error.what;
  yield absent(origin, value, why, `Give ${origin} a program, or directories that hold singularity or apptainer.`);
}

async function* suggested(
  host: Host,
  value: string,
  osg: string,
  condorPlaces: readonly string[],
  cvmfs: (path: string) => string,
): AsyncGenerator<CandidatePath> {
  if (value === "PASS" || value === "PATH") return;
  const keyword = value === "" || value === "OSG" || value === "CONDOR";
  const places = value === "CONDOR" ? condorPlaces : [keyword ? directoryOf(osg) : cvmfs(value)];
  const origin = `SINGULARITY_BIN ${value === "" ? "OSG" : printable(value, 80)}`;
  for (const place of places) {
    const found = await inDirectory(host, place, programs);
    const itself = found === null && !keyword ? await host.stat(place) : null;
    const path = itself?.ok === true && itself.value.type === "file" ? place : found;
    if (path === null) continue;
    yield { origin, path };
    return;
  }
  // A keyword says where to look if something is there; anything else is somebody's statement about this node.
  if (value === "NONE")
    yield absent(origin, value, "NONE is no place", "Say in GLIDEIN_SINGULARITY_REQUIRE whether containers are used.");
  else if (!keyword)
    yield absent(origin, value, "no apptainer and no singularity is in it", "Correct SINGULARITY_BIN, or unset it.");
}

async function* inPath(host: Host): AsyncGenerator<CandidatePath> {
  const directories = directoriesIn(host.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin");
  for (const program of programs) {
    const origin = `PATH ${program}`;
    let found = false;
    for (const directory of directories) {
      const path = `${directory === "/" ? "" : directory}/${program}`;
      // Not followed: a link that leads nowhere is worth telling.
      const status = await host.stat(path, { follow: false });
      if (!status.ok && status.error.code === "missing") continue;
      yield { origin, path };
      found = true;
    }
    if (!found)
      yield absent(
        origin,
        program,
        "it is in no directory of PATH",
        `Install ${program} on the node, or name it in GLIDEIN_SINGULARITY_BINARY_OVERRIDE.`,
      );
  }
}

async function inDirectory(host: Host, directory: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const path = `${directory.replace(/\/+$/u, "")}/${name}`;
    const status = await host.stat(path, { follow: false });
    if (status.ok || status.error.code !== "missing") return path;
  }
  return null;
}

const directoriesIn = (value: string): readonly string[] =>
  [...new Set(value.split(":").filter((directory) => directory.startsWith("/")))].slice(0, maxDirectories);

/** The factory names the program, of which GlideinWMS takes the directory. */
const directoryOf = (program: string): string => program.replace(/\/(?:singularity|apptainer)$/u, "");

/** A path under /cvmfs where CVMFS really is. */
export const inCvmfs = (path: string, mount: string | null): string =>
  mount !== null && /^\/cvmfs(?:\/|$)/u.test(path)
    ? `${mount.replace(/\/+$/u, "")}${path.slice("/cvmfs".length)}`
    : path;

const absent = (origin: string, path: string, outcome: string, fix: string): CandidatePath => ({
  origin,
  path: printable(path, 200),
  unusable: { outcome, fix },
});
