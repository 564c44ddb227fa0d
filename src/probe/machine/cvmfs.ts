import type { Host } from "../../host/host.ts";
import type { Facts } from "../../model/facts.ts";
import { printable } from "../../parse/printable.ts";
import type { Mount } from "../../parse/proc/mountinfo.ts";
import { commandEnvironment } from "./command-environment.ts";
import { readMounts } from "./mounts.ts";

type Repository = Facts["cvmfs"]["repositories"][number];

const top = "/cvmfs";
/** The first look mounts a repository, which takes seconds over a network. */
const lookMs = 15_000;
const attributeMs = 5000;
const maxRepositories = 64;

/**
 * CernVM-FS repositories: those that are asked for (by us, or by CVMFS_REPOSITORIES and GLIDEIN_CVMFS_REPOS in the
 * environment), else those that are mounted. Looking is done by a command with a deadline, because a broken mount
 * never answers.
 */
export async function probeCvmfs(host: Host, wanted: readonly string[]): Promise<Facts["cvmfs"]> {
  const asked = [
    ...wanted,
    ...["CVMFS_REPOSITORIES", "GLIDEIN_CVMFS_REPOS"].flatMap((name) => (host.env[name] ?? "").split(/[\s,:]+/u)),
  ].filter((name) => name !== "");
  const names = asked.length > 0 ? asked : await mountedNames(host);
  const repositories = await Promise.all([...new Set(names)].slice(0, maxRepositories).map((name) => look(host, name)));
  return { repositories };
}

const isName = (name: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)+$/u.test(name) && name.length < 256;

async function mountedNames(host: Host): Promise<readonly string[]> {
  const [{ mounts }, listed] = await Promise.all([readMounts(host), host.list(top)]);
  const points = mounts
    .filter(isCvmfs)
    .flatMap(({ point }) => (point.startsWith(`${top}/`) ? [point.slice(top.length + 1)] : []));
  return [...points, ...(listed.ok ? listed.value : [])].filter(isName).toSorted();
}

/** The file system of the client is FUSE with the client's name as its source. */
const isCvmfs = ({ type, source }: Mount): boolean =>
  /^fuse(?:\.cvmfs2?)?$/u.test(type) && (source === "cvmfs2" || type !== "fuse");

async function look(host: Host, name: string): Promise<Repository> {
  if (!isName(name))
    return {
      name: printable(name, 100),
      mounted: null,
      revision: null,
      problem: "this is no repository name, such as cms.cern.ch",
    };
  const path = `${top}/${name}`;
  const problem = await problemOf(host, path);
  if (problem !== null) return { name, mounted: problem.mounted, revision: null, problem: problem.why };
  return { name, mounted: true, revision: await revisionOf(host, path), problem: "" };
}

/** null: the repository is there and has content. An empty directory is a mount point on which nothing is mounted. */
async function problemOf(
  host: Host,
  path: string,
): Promise<{ readonly mounted: boolean | null; readonly why: string } | null> {
  const listing = await host.command({
    argv: ["ls", "-U", "--", path],
    env: commandEnvironment(host),
    timeoutMs: lookMs,
    maxBytes: 4096,
  });
  if (!listing.ok) {
    // A tree without a recorded answer, or a node without `ls`: the host's own look is bounded too.
    const names = await host.list(path);
    if (names.ok) return names.value.length > 0 ? null : { mounted: false, why: "the directory is empty" };
    return { mounted: names.error.code === "timeout" ? null : false, why: names.error.what };
  }
  const { status, timedOut, stdout, stderr, truncated } = listing.value;
  if (timedOut) return { mounted: null, why: `it timed out after ${lookMs / 1000} s` };
  if (stdout.trim() !== "" && (status === 0 || truncated)) return null;
  if (status === 0) return { mounted: false, why: "the directory is empty" };
  return {
    mounted: false,
    why: printable(stderr.trim().split("\n", 1)[0] ?? "", 200) || `ls ended with status ${status}`,
  };
}

/** The client tells the revision as an extended attribute, which only a command can read. */
async function revisionOf(host: Host, path: string): Promise<number | null> {
  const env = commandEnvironment(host);
  for (const argv of [
    ["attr", "-q", "-g", "revision", path],
    ["getfattr", "--only-values", "-n", "user.revision", path],
  ] as const) {
    const answer = await host.command({ argv, env, timeoutMs: attributeMs, maxBytes: 4096 });
    const digits = answer.ok && answer.value.status === 0 ? answer.value.stdout.trim() : "";
    if (/^[0-9]{1,15}$/u.test(digits)) return Number(digits);
  }
  return null;
}
