import type { Explanation, FailedTrial } from "../../model/container-circumstances.ts";

const orSetuid = "or install the privileged package apptainer-suid";

/** User namespaces that are refused, and a setuid helper without effect. */
export function explainNamespace(trial: FailedTrial): Explanation | null {
  const { stderr } = trial;
  if (/Installation issue: .*setuid bit/u.test(stderr)) return explainHelper(trial);
  if (/starter-suid: permission denied/u.test(stderr))
    return {
      cause: "the setuid helper may not be run by our account",
      fix: "starter-suid is restricted to a group: add the pool account to it.",
    };
  if (/Requesting capability set \S+ while permitted/u.test(stderr))
    return {
      cause: "we are root without all capabilities, and it wants them all",
      fix: "Run the pilot as an ordinary user, or give the outer container every capability.",
    };
  if (/user namespace|setgroups|user namespace mappings|namespace requires privileges/iu.test(stderr))
    return explainRefusal(trial);
  if (/newuidmap|newgidmap|\/etc\/sub[ug]id/u.test(stderr))
    return {
      cause: "there are no usable subordinate ids for us",
      fix: "Add `USER:100000:65536` to /etc/subuid and /etc/subgid, and install newuidmap and newgidmap with their setuid bits (package uidmap).",
    };
  return null;
}

function explainRefusal({ stderr, circumstances }: FailedTrial): Explanation {
  if (/max_user_namespaces|maximum number of user namespaces/u.test(stderr) || circumstances.maxUserNamespaces === 0)
    return {
      cause: `user namespaces are off: /proc/sys/user/max_user_namespaces is ${circumstances.maxUserNamespaces ?? "too small"}`,
      fix: `Set user.max_user_namespaces to a positive value, such as 15000, in /etc/sysctl.d, ${orSetuid}.`,
    };
  if (/unprivileged_userns_clone/u.test(stderr) || circumstances.unprivilegedClone === 0)
    return {
      cause: "user namespaces are off: /proc/sys/kernel/unprivileged_userns_clone is 0",
      fix: `Set kernel.unprivileged_userns_clone=1 in /etc/sysctl.d, ${orSetuid}.`,
    };
  if (/not allowed by configuration/u.test(stderr))
    return {
      cause: "its configuration forbids user namespaces, and it has no setuid helper",
      fix: `Set \`allow user ns = yes\` in apptainer.conf, ${orSetuid}.`,
    };
  if (/not supported by your system|user namespace disabled/u.test(stderr))
    return {
      cause: "the kernel has no user namespaces",
      fix: `The kernel is too old or was built without CONFIG_USER_NS: update it, ${orSetuid}.`,
    };
  if (/nesting depth/u.test(stderr))
    return {
      cause: "too many user namespaces are inside each other",
      fix: "Start the pilot in fewer nested containers (the kernel allows 32).",
    };
  const appArmor = circumstances.appArmorRestriction;
  if (appArmor !== null && appArmor !== 0)
    return {
      cause: `AppArmor restricts user namespaces to programs with a profile: kernel.apparmor_restrict_unprivileged_userns is ${appArmor}`,
      fix: `Load an AppArmor profile that allows \`userns\` for this runtime's starter (a copy on CVMFS or in a pilot never has one), or set kernel.apparmor_restrict_unprivileged_userns=0, ${orSetuid}.`,
    };
  if (circumstances.inChroot)
    return {
      cause: "the kernel refuses user namespaces because the pilot runs in a chroot",
      fix: "Start the pilot with pivot_root (a container, bubblewrap, unshare with a mount namespace) instead of chroot.",
    };
  if (/no event received/u.test(stderr) && !/not allowed to create/u.test(stderr))
    return {
      cause: "a user namespace was made, but our user could not be mapped in it",
      fix: "A security module (AppArmor, SELinux) or an outer container refuses writing uid_map: look into the kernel's log for what it refused.",
    };
  return {
    cause: `the kernel refuses us user namespaces${circumstances.seccompFilter === true ? "; a seccomp filter is active" : circumstances.seccompFilter === false ? ", as it does in a chroot" : ""}`,
    fix: "The pilot runs in a chroot, or under a seccomp profile that refuses clone and unshare (Docker's default, Kubernetes' RuntimeDefault): allow user namespaces in the outer container's profile, add SYS_ADMIN to it, or use pivot_root instead of chroot.",
  };
}

/** One message of the runtime's for five causes, which the node tells apart. */
function explainHelper({ circumstances, installation }: FailedTrial): Explanation {
  const helper = installation?.helper ?? null;
  const name = helper?.path ?? "starter-suid";
  const wrong = (why: string): string => `the setuid helper ${name} has no effect: ${why}`;
  if (circumstances.insideUserNamespace === true)
    return {
      cause: wrong("we are inside a user namespace, such as a container's"),
      fix: "Nothing to change while `--userns` works here; else start the pilot outside of the container, or allow nested user namespaces.",
    };
  if (helper !== null && ((helper.mode & 0o4000) === 0 || helper.uid !== 0))
    return {
      cause: wrong(`its mode is ${helper.mode.toString(8)} and its owner ${helper.uid}`),
      fix: `${name} must belong to root with mode 4755: install apptainer-suid again (copying it, or a chmod by configuration management, loses the bit).`,
    };
  if (helper?.nosuid === true)
    return {
      cause: wrong("its file system is mounted nosuid"),
      fix: `Mount the file system of ${name} with suid, or install the runtime locally (CVMFS and automounts are nosuid as a rule).`,
    };
  if (circumstances.noNewPrivileges === true)
    return {
      cause: wrong("we run with no_new_privs"),
      fix: "The batch system or outer container sets no_new_privs (systemd NoNewPrivileges=yes, Kubernetes allowPrivilegeEscalation: false, Docker no-new-privileges): lift it, or enable user namespaces.",
    };
  return {
    cause: wrong("its setuid bit is not seen"),
    fix: `Check that ${name} belongs to root with mode 4755, on a file system that is not mounted nosuid, and that the batch system does not set no_new_privs.`,
  };
}
