// What the bed is made of. The cache key is a digest of this file's values, so any change rebuilds, and
// nothing else does: the mirror is not part of it, because every mirror serves the same Debian.
import { createHash } from "node:crypto";

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
}

/** Who borrows the worker node. Unprivileged; has subordinate ids, so that `--fakeroot` can be tried too. */
export const pilot: User = { name: "pilot", uid: 5001, home: "/home/pilot" };
/** Who submits jobs. Another person than the pilot, so that a file owner in a test tells the two apart. */
export const alice: User = { name: "alice", uid: 5002, home: "/home/alice" };
export const users: readonly User[] = [pilot, alice];

export const suite = "trixie";
/** Apptainer is not in trixie. The pin keeps everything that trixie has at trixie's version. */
export const apptainerSuite = "sid";
export const aptPin = `Package: *\nPin: release n=${apptainerSuite}\nPin-Priority: 50\n`;

export const packages = [
  "condor",
  "apptainer",
  "squashfs-tools", // apptainer extracts image files with it
  "uidmap", // newuidmap for `apptainer --fakeroot`
  "voms-clients",
  "globus-proxy-utils",
  "openssl",
  "curl",
  "ca-certificates",
  "procps",
  "mount", // a node has it; Debian's essential set has not
  "iproute2",
  "busybox-static", // becomes the sandbox image
  "patchelf", // gives the HTCondor tarball the official one's run path
] as const;

/** Documentation and translations are half of the unpacked bytes and nobody reads them here. */
export const unwantedPaths = ["/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*"];

/** Programs of the image; the image is Busybox alone so that nothing of the host's can be mistaken for it. */
export const imageApplets = [
  "sh",
  "cat",
  "echo",
  "ls",
  "id",
  "hostname",
  "sleep",
  "uname",
  "env",
  "test",
  "[",
  "true",
  "false",
  "pwd",
  "ps",
  "mkdir",
  "rm",
  "touch",
  "head",
  "tail",
  "grep",
  "sed",
  "awk",
  "wc",
  "sort",
  "date",
  "dd",
  "df",
  "md5sum",
  "setsid",
] as const;
export const imageMarker = { path: "/etc/image-marker", text: "bed sandbox image\n" };
/** Where worker nodes see the image. */
export const imagePath = "/images/sandbox";

/** Raised by hand when the building code changes what the same values give. */
const revision = 1;

export function recipeDigest(architecture: string): string {
  const values = {
    revision,
    architecture,
    users,
    suite,
    apptainerSuite,
    aptPin,
    packages,
    unwantedPaths,
    imageApplets,
    imageMarker,
  };
  return createHash("sha256").update(JSON.stringify(values)).digest("hex").slice(0, 16);
}
