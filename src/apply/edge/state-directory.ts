import { join } from "node:path";
import type { Actor } from "../../host/actor.ts";
import type { Host } from "../../host/host.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { parseSavedEdge, type SavedEdge, writeSavedEdge } from "../../parse/edge/saved-edge.ts";
import { ownDirectory } from "../own-directory.ts";
import { cannotWrite } from "../work-directory.ts";

/** Files of an edge's state directory. */
export const edgeFiles = {
  /** What the nodes are given. */
  description: "edge.json",
  token: "broker.token",
  key: "relay.key",
  saved: "state.json",
  passwords: "passwords.d",
} as const;

/** Makes the directory, or proves that the one that is there is ours alone: keys are in it. */
export async function openStateDirectory(host: Host, directory: string): Promise<Result<null, Failure>> {
  const made = ownDirectory(
    join(directory, edgeFiles.passwords),
    directory,
    "Give --edge-state a directory that you can write, on a file system that the nodes see.",
  );
  if (!made.ok) return made;
  for (const path of [directory, join(directory, edgeFiles.passwords)]) {
    const status = await host.stat(path, { follow: path !== directory });
    const { uid } = host.identity();
    const problem = !status.ok
      ? status.error.what
      : status.value.type !== "directory"
        ? "it is not a directory"
        : status.value.uid !== uid
          ? `it belongs to uid ${status.value.uid}, not to us`
          : (status.value.mode & 0o077) !== 0
            ? `others have access to it (mode ${status.value.mode.toString(8).padStart(4, "0")})`
            : null;
    if (problem !== null)
      return err(
        failure("WORK_DIRECTORY", path, problem, "Give --edge-state a directory that only you can enter: chmod 700."),
      );
  }
  return ok(null);
}

/** null: this edge never ran. */
export async function readSavedEdge(host: Host, directory: string): Promise<Result<SavedEdge | null, Failure>> {
  const path = join(directory, edgeFiles.saved);
  const read = await host.readText(path);
  if (!read.ok && read.error.code === "missing") return ok(null);
  const parsed = read.ok ? parseSavedEdge(read.value) : err(read.error.what);
  if (parsed.ok) return parsed;
  return err(
    failure(
      "INPUT_UNREADABLE",
      path,
      `the state of the edge cannot be read: ${parsed.error}`,
      "Remove this directory, or give --edge-state another one; glideins that use this edge lose it then.",
    ),
  );
}

export const keepSavedEdge = (actor: Actor, directory: string, saved: SavedEdge): Result<null, Failure> =>
  keepFile(actor, directory, edgeFiles.saved, writeSavedEdge(saved));

export function keepFile(actor: Actor, directory: string, name: string, content: string): Result<null, Failure> {
  const path = join(directory, name);
  const written = actor.writeFile(path, content, 0o600);
  return written.ok ? ok(null) : err(cannotWrite(path, written.error.what));
}
