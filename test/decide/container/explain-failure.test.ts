import { describe, expect, it } from "vitest";
import { classifyMode } from "../../../src/decide/container/classify-mode.ts";
import { explainFailure } from "../../../src/decide/container/explain-failure.ts";
import type { Circumstances, FailedTrial } from "../../../src/model/container-circumstances.ts";
import { decisiveMessage } from "../../../src/parse/container/runtime-message.ts";

const ordinary: Circumstances = {
  uid: 1000,
  userNamespace: "user:[1]",
  uidMap: "0:0:4294967295",
  insideUserNamespace: false,
  inChroot: false,
  noNewPrivileges: false,
  seccompFilter: null,
  maxUserNamespaces: 63_000,
  unprivilegedClone: null,
  appArmorRestriction: null,
  seLinuxEnforcing: false,
  fuse: "missing",
};
const helper = { path: "/usr/libexec/apptainer/bin/starter-suid", mode: 0o4755, uid: 0, nosuid: false };
const installation = {
  setuid: true,
  configuration: "/etc/apptainer/apptainer.conf",
  session: "/var/lib/s",
  helper,
  directives: { "limit container paths": "/cvmfs" },
};

function explain(stderr: string, more: Partial<FailedTrial> = {}, circumstances: Partial<Circumstances> = {}) {
  return explainFailure({
    runtime: "/usr/bin/apptainer",
    flags: ["-C"],
    status: 255,
    signal: null,
    timedOut: false,
    truncated: false,
    limitMs: 10_000,
    message: decisiveMessage(stderr),
    stderr,
    installation: null,
    ...more,
    circumstances: { ...ordinary, ...circumstances },
  });
}

const userns = "ERROR  : Failed to create user namespace: ";
const suid = "ERROR  : Installation issue: starter-suid doesn't have setuid bit set";

describe("a failure of a runtime is told with what the site can change", () => {
  it.each<[what: string, stderr: string, circumstances: Partial<Circumstances>, cause: RegExp, fix: RegExp]>([
    [
      "no user namespaces left",
      `${userns}maximum number of user namespaces exceeded, check /proc/sys/user/max_user_namespaces`,
      { maxUserNamespaces: 0 },
      /max_user_namespaces is 0/,
      /user\.max_user_namespaces to a positive value/,
    ],
    [
      "Debian's switch",
      `${userns}user namespace requires to set /proc/sys/kernel/unprivileged_userns_clone to 1`,
      {},
      /unprivileged_userns_clone is 0/,
      /kernel\.unprivileged_userns_clone=1/,
    ],
    [
      "Debian's switch, seen in its file",
      `${userns}not allowed to create user namespace`,
      { unprivilegedClone: 0 },
      /unprivileged_userns_clone is 0/,
      /apptainer-suid/,
    ],
    [
      "AppArmor",
      `${userns}Permission denied`,
      { appArmorRestriction: 1 },
      /AppArmor restricts/,
      /profile that allows `userns`/,
    ],
    [
      "AppArmor, at setgroups",
      "ERROR  : Could not write info to setgroups: Permission denied",
      { appArmorRestriction: 1 },
      /AppArmor restricts/,
      /apparmor_restrict_unprivileged_userns=0/,
    ],
    [
      "a seccomp filter",
      `${userns}not allowed to create user namespace`,
      { seccompFilter: true },
      /a seccomp filter is active/,
      /seccomp profile/,
    ],
    [
      "a chroot without other signs",
      `${userns}not allowed to create user namespace`,
      { seccompFilter: false },
      /as it does in a chroot/,
      /pivot_root/,
    ],
    ["a chroot", `${userns}not allowed to create user namespace`, { inChroot: true }, /in a chroot/, /pivot_root/],
    [
      "no mapping",
      "ERROR  : Error while waiting event for user namespace mappings: no event received",
      {},
      /could not be mapped/,
      /security module/,
    ],
    [
      "an old kernel",
      `${userns}user namespace not supported by your system`,
      {},
      /kernel has no user namespaces/,
      /kernel is too old/,
    ],
    ["nesting", `${userns}limit on the nesting depth of user namespaces was exceeded`, {}, /inside each other/, /32/],
    [
      "a configuration without user namespaces",
      "FATAL:   Unprivileged installation found, user namespace needed but not allowed by configuration.",
      {},
      /forbids user namespaces/,
      /allow user ns = yes/,
    ],
    [
      "root without all capabilities",
      "ERROR  : Requesting capability set 0x1ff while permitted capability set is 0x1fe",
      { uid: 0 },
      /root without all capabilities/,
      /ordinary user/,
    ],
    [
      "subordinate ids",
      "ERROR  : 'newuidmap' execution failed. Check that 'newuidmap' is setuid root",
      {},
      /subordinate ids/,
      /\/etc\/subuid/,
    ],
    [
      "a masked /proc",
      "FATAL:   container creation failed: mount hook function failure: mount proc->/proc error: while mounting proc: can't mount proc filesystem to /proc: operation not permitted",
      {},
      /\/proc is masked/,
      /procMount: Unmasked/,
    ],
    [
      "a small /dev",
      "FATAL:   container creation failed: lstat /dev/stdin: no such file or directory",
      {},
      /\/dev of this node/,
      /links stdin/,
    ],
    [
      "no /dev/fuse",
      "FATAL:   image driver squashfuse_ll instance exited with error: squashfuse_ll failed: fuse: device not found, try 'modprobe fuse' first",
      {},
      /\/dev\/fuse is missing/,
      /0666/,
    ],
    [
      "nothing to unpack with",
      'FATAL:   while extracting: exec: "unsquashfs": executable file not found in $PATH',
      {},
      /neither mounted nor unpacked/,
      /squashfs-tools/,
    ],
    [
      "loop devices",
      "FATAL:   failed to find loop device: could not attach image file to loop device",
      {},
      /loop device/,
      /max loop devices/,
    ],
    [
      "neither overlay nor underlay",
      "FATAL:   container creation failed: destination /home doesn't exist in container",
      {},
      /neither overlay nor underlay/,
      /5\.11/,
    ],
    [
      "a site's bind",
      "FATAL:   container creation failed: mount source /nfs doesn't exist",
      {},
      /does not have/,
      /bind path/,
    ],
    [
      "a root that is no mount",
      "ERROR  : Failed to set mount propagation: Invalid argument",
      {},
      /root directory is no mount/,
      /pivot_root/,
    ],
    [
      "our directory",
      "FATAL:   container creation failed: can't change directory to /root: chdir /root: permission denied",
      {},
      /cannot be entered/,
      /Report this/,
    ],
    [
      "no passwd entry",
      "FATAL:   Couldn't determine user account information: user: unknown userid 4242",
      {},
      /no passwd database/,
      /SSSD/,
    ],
    ["no root", "ERROR  : Failed to retrieve root user information", {}, /root is in no passwd/, /\/etc\/passwd/],
    [
      "another processor",
      "sh: apptainer: cannot execute binary file: Exec format error",
      {},
      /another processor/,
      /this node's processor/,
    ],
    ["a kernel older than its C library", "FATAL: kernel too old", {}, /kernel is too old/, /update the kernel/],
    [
      "a library",
      "apptainer: error while loading shared libraries: libseccomp.so.2: cannot open",
      {},
      /does not find its libraries/,
      /Install/,
    ],
    ["no space", "FATAL:   root filesystem extraction failed: no space left on device", {}, /no space/, /squashfuse/],
    [
      "a broken configuration",
      `FATAL:   While initializing: couldn't parse configuration file "/etc/apptainer/apptainer.conf": permission denied`,
      {},
      /configuration .* is missing, broken/,
      /Repair/,
    ],
    [
      "a limit that names nothing",
      "FATAL:   while checking: failed to resolve path /cvmfs: lstat /cvmfs: no such file",
      {},
      /limits images to a directory/,
      /limit container paths/,
    ],
    [
      "a limit on images",
      "FATAL:   apptainer image is not in an allowed configured path",
      {},
      /limits which images/,
      /owners/,
    ],
    [
      "no directories as images",
      "FATAL:   configuration disallows users from running sandbox containers",
      {},
      /forbids images that are directories/,
      /allow container dir/,
    ],
    [
      "no binds",
      "FATAL:   not mounting user requested home: user bind control is disallowed",
      {},
      /forbids binds/,
      /user bind control = yes/,
    ],
    [
      "no session directory",
      "FATAL:   failed to resolve session directory /s: lstat /s: no such file or directory",
      {},
      /session directory is missing/,
      /0755/,
    ],
    [
      "no starter",
      "FATAL:   while initializing starter command: /x/starter not found, please check your installation",
      {},
      /starter program is missing/,
      /install the package again/,
    ],
    [
      "an unknown option",
      'Error for command "exec": unknown flag: --frobnicate',
      {},
      /does not know an option/,
      /GLIDEIN_SINGULARITY_OPTS/,
    ],
    [
      "SELinux",
      "FATAL:   something: permission denied",
      { seLinuxEnforcing: true },
      /SELinux is enforcing/,
      /ausearch/,
    ],
    ["anything else", "FATAL:   the moon is full", {}, /it failed/, /\/usr\/bin\/apptainer exec -C IMAGE/],
  ])("%s", (_, stderr, circumstances, cause, fix) => {
    const explained = explain(stderr, {}, circumstances);
    expect(explained.cause).toMatch(cause);
    expect(explained.cause).toContain(`(status 255: ${decisiveMessage(stderr)})`);
    expect(explained.fix).toMatch(fix);
  });

  it("one message about the setuid helper has five causes, which the node tells apart", () => {
    const with_ = (more: Partial<typeof helper>): Partial<FailedTrial> => ({
      installation: { ...installation, helper: { ...helper, ...more } },
    });
    expect(explain(suid, with_({}), { insideUserNamespace: true }).cause).toContain("inside a user namespace");
    expect(explain(suid, with_({ mode: 0o755 })).cause).toContain("its mode is 755 and its owner 0");
    expect(explain(suid, with_({ uid: 7 })).fix).toContain("root with mode 4755");
    expect(explain(suid, with_({ nosuid: true })).fix).toContain(
      "Mount the file system of /usr/libexec/apptainer/bin/starter-suid with suid",
    );
    expect(explain(suid, with_({}), { noNewPrivileges: true }).fix).toContain("allowPrivilegeEscalation");
    expect(explain(suid).cause).toContain("starter-suid has no effect: its setuid bit is not seen");
    expect(explain("FATAL:   while executing /x/starter-suid: permission denied").fix).toContain("group");
  });

  it("shows the limits that the site's configuration has", () => {
    expect(explain("FATAL:   failed to resolve path /cvmfs", { installation }).fix).toContain(
      "`limit container paths` in /etc/apptainer/apptainer.conf (it is `/cvmfs`)",
    );
    expect(
      explain("FATAL:   failed to resolve session directory /x: no such file or directory", { installation }).fix,
    ).toContain("/var/lib/s");
  });

  it("what hangs, floods, dies or lies is told as that", () => {
    expect(explain("", { timedOut: true, status: null }).cause).toBe("it did not end within 10 s");
    expect(explain("last", { timedOut: true, status: null, runtime: "/cvmfs/x/apptainer" })).toMatchObject({
      cause: "it did not end within 10 s (last words: last)",
      fix: expect.stringContaining("CVMFS hangs"),
    });
    expect(explain("", { truncated: true }).cause).toContain("wrote more than is read");
    expect(explain("", { status: null, signal: "SIGKILL" }).cause).toBe("it was killed by SIGKILL (SIGKILL)");
    expect(explain("runtime: failed to create new OS thread", { status: 2 }).fix).toContain("ulimit -v");
    expect(explain("FATAL: no", { status: 0 }).cause).toBe(
      "it ended with status 0 without having run our program (status 0: FATAL: no)",
    );
  });
});

describe("privileged or not, by the user namespace that our program saw", () => {
  const proof = { pid: 1, bound: true, written: true, userNamespace: "user:[1]", uidMap: "0:0:4294967295" };
  const kindOf = (
    own: Partial<Circumstances>,
    seen: Partial<typeof proof> | { userNamespace: null },
    setuid: boolean | null = null,
  ): string => {
    const { kind, mode } = classifyMode({ ...ordinary, ...own }, { ...proof, ...seen }, setuid);
    return `${kind} ${mode}`;
  };
  const root = { uid: 0 };
  const inside = { insideUserNamespace: true };
  it.each([
    ["the same one", {}, {}, "setuid privileged"],
    ["a new one", {}, { userNamespace: "user:[2]", uidMap: "1000:1000:1" }, "user-namespace unprivileged"],
    [
      "a new one in which we look like root",
      {},
      { userNamespace: "user:[2]", uidMap: "0:1000:1,1:100000:65536" },
      "fakeroot unprivileged",
    ],
    ["the same one, for root", root, {}, "root privileged"],
    [
      "the same one, for root of a user namespace",
      { ...root, ...inside },
      { uidMap: "0:1000:1" },
      "root-in-namespace unprivileged",
    ],
    ["a new one, for root", root, { userNamespace: "user:[2]", uidMap: "0:0:1" }, "user-namespace unprivileged"],
    [
      "the same one, in a container whose maps are not the node's",
      inside,
      { uidMap: "0:100000:65536" },
      "setuid privileged",
    ],
  ] as const)("%s", (_, own, seen, expected) => {
    expect(kindOf(own, seen)).toBe(expected);
  });

  it("is not guessed where no /proc was inside", () => {
    expect(kindOf({}, { userNamespace: null })).toBe("unknown unprivileged");
    expect(kindOf({}, { userNamespace: null }, true)).toBe("unknown privileged");
    expect(kindOf({ insideUserNamespace: true }, { userNamespace: null }, true)).toBe("unknown unprivileged");
    expect(kindOf({ userNamespace: null }, {})).toBe("unknown unprivileged");
  });
});
