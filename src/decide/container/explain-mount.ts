import type { Explanation, FailedTrial } from "../../model/container-circumstances.ts";

interface Rule {
  readonly pattern: RegExp;
  readonly explanation: Explanation;
}

const rules: readonly Rule[] = [
  {
    pattern: /can't mount proc filesystem|mount proc->\/proc error/u,
    explanation: {
      cause: "/proc is masked by an outer container, so that no new one can be mounted",
      fix: "Unmask it: Docker `--security-opt systempaths=unconfined`; Kubernetes `procMount: Unmasked` with `hostUsers: false`; Podman `--security-opt unmask=/proc/*`. Until then jobs have no PID namespace of their own.",
    },
  },
  {
    pattern: /multiple devpts instances|lstat \/dev\/std(?:in|out|err)/u,
    explanation: {
      cause: "/dev of this node is not complete",
      fix: "Give the outer container a /dev with its own devpts instance and the links stdin, stdout and stderr.",
    },
  },
  {
    pattern: /(?:fuse: device not found|failed to open \/dev\/fuse|modprobe fuse)/u,
    explanation: {
      cause: "image files cannot be mounted: /dev/fuse is missing or closed to us",
      fix: "Load the module fuse and give /dev/fuse mode 0666 (Docker `--device /dev/fuse`, Kubernetes a device plugin); until then image files are unpacked (`--unsquash`).",
    },
  },
  {
    pattern: /"unsquashfs": executable file not found/u,
    explanation: {
      cause: "image files can be neither mounted nor unpacked",
      fix: "Install squashfuse to mount them (squashfuse_ll), and squashfs-tools to unpack them.",
    },
  },
  {
    pattern: /failed to find loop device|could not attach image file to loop device/u,
    explanation: {
      cause: "there is no free loop device",
      fix: "Raise `max loop devices` in apptainer.conf, create /dev/loop*, or install squashfuse.",
    },
  },
  {
    pattern: /destination \S+ doesn't exist in container/u,
    explanation: {
      cause: "it cannot make the places that are bound to: neither overlay nor underlay works",
      fix: "Set `enable overlay = try` or `enable underlay = yes` in apptainer.conf; unprivileged overlay needs Linux 5.11 or fuse-overlayfs.",
    },
  },
  {
    pattern: /mount source \S+ doesn't exist/u,
    explanation: {
      cause: "its configuration binds a path that this node does not have",
      fix: "Correct `bind path` in apptainer.conf.",
    },
  },
  {
    pattern: /Failed to set mount propagation/u,
    explanation: {
      cause: "the root directory is no mount, as in a chroot",
      fix: "Start the pilot with pivot_root instead of chroot.",
    },
  },
  {
    pattern: /can't change directory to|chdir \S+: permission denied/u,
    explanation: { cause: "the working directory cannot be entered", fix: "Report this to us: the pilot chose it." },
  },
];

/** Mounts, devices and directories that the node does not give. */
export const explainMount = ({ stderr }: FailedTrial): Explanation | null =>
  rules.find(({ pattern }) => pattern.test(stderr))?.explanation ?? null;
