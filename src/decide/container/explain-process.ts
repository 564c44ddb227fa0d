import type { Explanation, FailedTrial } from "../../model/container-circumstances.ts";

/** What befell the runtime as a program, before anything about containers. */
export function explainProcess(trial: FailedTrial): Explanation | null {
  const { stderr, status, timedOut, limitMs, runtime, message } = trial;
  if (timedOut)
    return {
      cause: `it did not end within ${limitMs / 1000} s`,
      fix: runtime.startsWith("/cvmfs/")
        ? "CVMFS hangs on this node: check `cvmfs_config probe` and its proxies."
        : "Something that it reads hangs (a network file system, a name service): run it by hand under strace, or give another runtime in GLIDEIN_SINGULARITY_BINARY_OVERRIDE.",
    };
  if (trial.truncated && message === "")
    return {
      cause: "it wrote more than is read, and our program's answer was not in it",
      fix: "Switch off what makes it verbose, such as a wrapper or a debug setting.",
    };
  if (/unknown userid|unknown user id/u.test(stderr))
    return {
      cause: "our account is in no passwd database of this node",
      fix: "Add the pool account, and root, to passwd or LDAP on this node (is SSSD running?); the runtime looks both up.",
    };
  if (/Failed to retrieve root user information|retrieve group information for 0/u.test(stderr))
    return {
      cause: "root is in no passwd or group database of this node",
      fix: "Add root to /etc/passwd and /etc/group.",
    };
  if (/kernel too old/iu.test(stderr))
    return {
      cause: "the kernel is too old for it",
      fix: "Use a runtime that was built for this kernel, or update the kernel.",
    };
  if (/exec format error|cannot execute binary file/iu.test(stderr))
    return { cause: "it was built for another processor", fix: "Install the runtime for this node's processor." };
  if (/error while loading shared libraries|version `?[A-Z_0-9.]+'? not found/u.test(stderr))
    return {
      cause: "it does not find its libraries",
      fix: "Install the libraries that it names, or a runtime that was built for this system.",
    };
  if (status === 2 && /^(?:runtime: |fatal error: |goroutine )/mu.test(stderr))
    return {
      cause: "it ran out of address space or threads",
      fix: "Lift the address-space limit (`ulimit -v`) of batch jobs: a runtime needs several GB of virtual addresses.",
    };
  if (/no space left on device/iu.test(stderr))
    return {
      cause: "there was no space to unpack an image",
      fix: "Enlarge the scratch space, install squashfuse so that image files are mounted, or use unpacked images on CVMFS.",
    };
  return null;
}
