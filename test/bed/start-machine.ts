// Starts a machine: namespaces by unshare, the file system by bubblewrap. Not chroot, which forbids user namespaces
// to everything below it and so Apptainer; bubblewrap pivots the root instead.
import { mkdir, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { removeTree } from "./bed.ts";
import { describeFailure, mustRun } from "./command.ts";
import { holdLifeline, holdOn } from "./lifeline.ts";
import type { Machine } from "./machine.ts";
import { machineOf } from "./machine.ts";
import type { Network } from "./network.ts";
import { domain } from "./network.ts";
import { privilege } from "./privilege.ts";
import { onlyChild } from "./process-table.ts";
import { users } from "./recipe.ts";
import { patience } from "./wait.ts";

export interface Mount {
  /** on this machine */
  readonly source: string;
  readonly target: string;
  readonly writable?: boolean;
}

export interface OwnDirectory {
  /** in the machine */
  readonly path: string;
  readonly owner?: number;
  readonly mode?: string;
}

export interface MachineSetup {
  readonly name: string;
  readonly root: string;
  /** its own files, on this machine */
  readonly directory: string;
  readonly network: Network;
  readonly defaultUser: string;
  /** writable directories that a test can list at `directory` */
  readonly own: readonly OwnDirectory[];
  readonly mounts: readonly Mount[];
  readonly tmpfs: readonly { readonly path: string; readonly sizeMiB: number; readonly owner: number }[];
  /** programs that are there but cannot be run */
  readonly hide: readonly string[];
  /** a fresh /proc with parts of it covered, as container engines give: a nested mount of /proc is then refused */
  readonly maskProc: boolean;
}

export async function startMachine(setup: MachineSetup): Promise<Machine> {
  const { prefix, enterOptions } = await privilege();
  const own: OwnDirectory[] = [
    { path: "/tmp", mode: "1777" },
    { path: "/var/tmp", mode: "1777" },
    { path: "/root", mode: "0700" },
    ...users.map((user) => ({ path: user.home, owner: user.uid, mode: "0755" })),
    ...setup.own,
  ];
  await mkdir(setup.directory, { recursive: true });
  for (const { path, owner, mode } of own) {
    const id = String(owner ?? 0);
    await mustRun([...prefix, "install", "-d", "-o", id, "-g", id, "-m", mode ?? "0755", join(setup.directory, path)]);
  }
  const hostName = `${setup.name}.${domain}`;
  const argv = [
    ...prefix,
    ...["unshare", "--mount", "--net", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc", "--"],
    ...["bwrap", "--die-with-parent", "--unshare-uts", "--hostname", hostName],
    ...(await rootMounts(setup.root)),
    // The process table of these namespaces, whole: bubblewrap's own covers parts, and then nobody inside may mount one.
    ...(setup.maskProc ? ["--proc", "/proc"] : ["--dev-bind", "/proc", "/proc"]),
    ...[
      "--dev",
      "/dev",
      "--perms",
      "1777",
      "--tmpfs",
      "/dev/shm",
      "--dev-bind-try",
      "/dev/fuse",
      "/dev/fuse",
      "--ro-bind",
      "/sys",
      "/sys",
      "--perms",
      "0755",
      "--tmpfs",
      "/run",
    ],
    // Named, because a directory that bubblewrap makes only as a parent is closed to everybody else.
    ...["/home", "/run/lock", ...setup.mounts.flatMap(({ target }) => parentsOf(target))].flatMap((path) => [
      "--perms",
      "0755",
      "--dir",
      path,
    ]),
    ...own.flatMap(({ path }) => ["--bind", join(setup.directory, path), path]),
    ...setup.tmpfs.flatMap(({ path, sizeMiB }) => ["--size", String(sizeMiB * 1024 * 1024), "--tmpfs", path]),
    ...["--ro-bind", setup.network.hostsFile, "/etc/hosts"],
    ...setup.mounts.flatMap(({ source, target, writable }) => [
      writable === true ? "--bind" : "--ro-bind",
      source,
      target,
    ]),
    ...setup.hide.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ...["--chdir", "/", "--", ...holdOn],
  ];
  const lifeline = await holdLifeline(argv, patience);
  try {
    // unshare → bubblewrap, first process of the namespace, reaps orphans → the holder, in the final namespaces
    const target = await onlyChild(await onlyChild(lifeline.pid));
    const address = await setup.network.attach(target, setup.name);
    const cleanUp = (): Promise<void> => removeTree(setup.directory);
    const machine = machineOf({
      name: setup.name,
      hostName,
      address,
      target,
      lifeline,
      enterOptions,
      defaultUser: setup.defaultUser,
      cleanUp,
    });
    for (const { path, owner } of setup.tmpfs) {
      const done = await machine.exec(
        ["/bin/sh", "-ec", 'chown "$1:$1" "$2"; chmod 755 "$2"', "sh", String(owner), path],
        { user: "root" },
      );
      if (done.status !== 0) throw new Error(describeFailure(["chown", path], done));
    }
    return machine;
  } catch (error) {
    await lifeline.release();
    throw error;
  }
}

/** "/a/b/c" → "/a", "/a/b" */
function parentsOf(path: string): string[] {
  const names = path.split("/").slice(1, -1);
  return names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`);
}

/** An empty root with the Debian root's directories in it, so that a test may mount anything at the top. */
async function rootMounts(root: string): Promise<string[]> {
  const argv: string[] = [];
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const path = `/${entry.name}`;
    if (entry.isSymbolicLink()) argv.push("--symlink", await readlink(join(root, entry.name)), path);
    else if (entry.isDirectory() && !["proc", "dev", "sys", "tmp", "run", "root", "home"].includes(entry.name))
      argv.push("--ro-bind", join(root, entry.name), path);
  }
  return argv;
}
