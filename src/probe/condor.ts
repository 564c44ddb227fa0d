import type { Host } from "../host/host.ts";
import type { Facts } from "../model/facts.ts";
import { parseCondorSource } from "../parse/condor-source.ts";
import { probeCondorGpus } from "./condor-gpus.ts";

/** An HTCondor release as it lies on the node. */
export interface CondorTree {
  readonly bin: string;
  readonly sbin: string;
  readonly libexec: string;
  readonly lib: string;
  /** What RELEASE_DIR is set to. */
  readonly release: string;
  /** Directories for LD_LIBRARY_PATH; empty when the binaries find their libraries themselves. */
  readonly libraryPath: readonly string[];
  readonly version: string | null;
  readonly problem: string;
}

/** Where an unset `--condor` looks, in order; a factory's own variable first. */
const places = (env: Readonly<Record<string, string>>): readonly string[] => [
  ...(env["CONDOR_LOCATION"] === undefined ? [] : [env["CONDOR_LOCATION"]]),
  ...(env["PATH"] ?? "")
    .split(":")
    .flatMap((directory) => (/^\/.*\/s?bin$/u.test(directory) ? [directory.replace(/\/s?bin$/u, "") || "/"] : [])),
  "/usr",
  "/usr/local",
  "/opt/condor",
  "/opt/htcondor",
];

/** The release that a run would take, as far as the node has it; a tarball or URL is only looked into when it is unpacked. */
export async function probeCondorFacts(host: Host, setting: string): Promise<Facts["condor"]> {
  const source = parseCondorSource(setting);
  if (!source.ok) return { tree: null, version: null, from: setting, problem: source.error.problem };
  switch (source.value.kind) {
    case "url":
      return { tree: null, version: null, from: "a download", problem: "" };
    case "path": {
      const tree = await inspectCondor(host, source.value.path);
      if (tree !== null)
        return {
          tree: tree.release,
          gpus: await probeCondorGpus(host, tree),
          version: tree.version,
          from: source.value.path,
          problem: tree.problem,
        };
      const status = await host.stat(source.value.path);
      if (!status.ok) return { tree: null, version: null, from: source.value.path, problem: status.error.what };
      return {
        tree: null,
        version: null,
        from: source.value.path,
        problem: status.value.type === "directory" ? "it has no sbin/condor_master" : "",
      };
    }
    case "auto": {
      const found = await findCondor(host);
      if (found === null)
        return { tree: null, version: null, from: "PATH and the usual places", problem: "no condor_master was found" };
      return {
        tree: found.tree.release,
        gpus: await probeCondorGpus(host, found.tree),
        version: found.tree.version,
        from: found.from,
        problem: found.tree.problem,
      };
    }
    default:
      return source.value satisfies never;
  }
}

/** Looks for an HTCondor release on the node; null when there is none. */
export async function findCondor(host: Host): Promise<{ readonly tree: CondorTree; readonly from: string } | null> {
  for (const place of new Set(places(host.env))) {
    const tree = await inspectCondor(host, place);
    if (tree !== null) return { tree, from: place };
  }
  return null;
}

/**
 * The release below a directory: the directory itself, its `usr` (a package's content) or its only subdirectory (what a
 * tarball unpacks to); null when no condor_master is there.
 */
export async function inspectCondor(host: Host, directory: string): Promise<CondorTree | null> {
  const base = directory === "/" ? "" : directory.replace(/\/+$/u, "");
  const names = await host.list(base === "" ? "/" : base);
  const inner = names.ok ? names.value.filter((name) => !name.startsWith(".")) : [];
  const roots = [base, `${base}/usr`, ...(inner.length === 1 ? inner.map((name) => `${base}/${name}`) : [])];
  for (const root of roots) {
    const master = await host.stat(`${root}/sbin/condor_master`);
    if (master.ok && master.value.type === "file") return describe(host, root);
  }
  return null;
}

async function describe(host: Host, root: string): Promise<CondorTree> {
  const libexec =
    (await first(host, [`${root}/libexec/condor/condor_shared_port`, `${root}/libexec/condor_shared_port`])) ??
    `${root}/libexec/condor_shared_port`;
  const library = await findLibrary(host, root);
  const tree = {
    release: root === "" ? "/" : root,
    bin: `${root}/bin`,
    sbin: `${root}/sbin`,
    libexec: libexec.slice(0, libexec.lastIndexOf("/")),
    lib: library ?? `${root}/lib`,
  };
  // As it is first: jobs inherit LD_LIBRARY_PATH from the daemons, and with it HTCondor's libraries in place of their own.
  const alone = { ...tree, libraryPath: [], ...(await version(host, tree.bin, [])) };
  // System directories are searched by the loader anyway.
  if (alone.version !== null || library === null || library.startsWith("/usr/")) return alone;
  const libraryPath = [...new Set([library, `${root}/lib`, `${root}/lib/condor`])];
  return { ...tree, libraryPath, ...(await version(host, tree.bin, libraryPath)) };
}

async function findLibrary(host: Host, root: string): Promise<string | null> {
  for (const directory of [
    `${root}/lib`,
    `${root}/lib64`,
    `${root}/lib/condor`,
    `${root}/lib64/condor`,
    `${root}/lib/x86_64-linux-gnu`,
    `${root}/lib/aarch64-linux-gnu`,
  ]) {
    const names = await host.list(directory);
    if (names.ok && names.value.some((name) => name.startsWith("libcondor_utils"))) return directory;
  }
  return null;
}

async function first(host: Host, paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if ((await host.stat(path)).ok) return path;
  return null;
}

/** Asks `condor_version`, which also proves that the binaries load on this node's libraries. */
async function version(
  host: Host,
  bin: string,
  libraryPath: readonly string[],
): Promise<{ version: string | null; problem: string }> {
  const result = await host.command({
    argv: [`${bin}/condor_version`],
    env: {
      PATH: "/usr/bin:/bin",
      LC_ALL: "C",
      CONDOR_CONFIG: "/dev/null",
      ...(libraryPath.length === 0 ? {} : { LD_LIBRARY_PATH: libraryPath.join(":") }),
    },
    timeoutMs: 15_000,
  });
  if (!result.ok) return { version: null, problem: `condor_version: ${result.error.what}` };
  const found = /\$CondorVersion:\s*([0-9]+\.[0-9]+\.[0-9]+)/u.exec(result.value.stdout)?.[1] ?? null;
  if (found !== null) return { version: found, problem: "" };
  const said = result.value.timedOut
    ? "did not answer within 15 s"
    : (result.value.stderr.trim().split("\n")[0] ?? "").slice(0, 200);
  return { version: null, problem: `condor_version ${said === "" ? "printed no version" : said}` };
}
