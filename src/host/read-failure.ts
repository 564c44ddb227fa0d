import type { ReadFailure } from "./host.ts";

/** Node's error for a file operation, as the failure that probes understand. */
export function readFailureOf(error: unknown): ReadFailure {
  const code = systemCode(error);
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return { code: "missing", what: "it does not exist" };
    case "EACCES":
    case "EPERM":
      return { code: "denied", what: `permission denied (${code})` };
    case "ELOOP":
      return { code: "loop", what: "too many symbolic links (ELOOP)" };
    case "EISDIR":
      return { code: "not-regular", what: "it is a directory" };
    // A FIFO, socket or device without a peer.
    case "ENXIO":
    case "ENODEV":
      return { code: "not-regular", what: `it is not a regular file (${code})` };
    case "ETIMEDOUT":
      return { code: "timeout", what: "timed out (ETIMEDOUT)" };
    default:
      return { code: "io", what: code ?? (error instanceof Error ? error.message.slice(0, 200) : "unknown error") };
  }
}

export function systemCode(error: unknown): string | null {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return null;
}
