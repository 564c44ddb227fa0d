import { basename, join } from "node:path";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";

const maxTokenBytes = 65536;

/**
 * Copies the pool's tokens for the daemons, 0600. HTCondor presents the first file whose issuer fits and does not look
 * at its end, so names keep their order and only usable ones are copied.
 */
export async function installTokens(
  host: Host,
  actor: Actor,
  paths: readonly string[],
  directory: string,
): Promise<Result<readonly string[], Failure>> {
  const installed: string[] = [];
  for (const [index, path] of paths.entries()) {
    const read = await host.readBytes(path, maxTokenBytes);
    if (!read.ok)
      return err(
        failure(
          "CREDENTIAL_UNREADABLE",
          path,
          `the token cannot be read: ${read.error.what}`,
          "Give --token a file that the pilot's account may read.",
        ),
      );
    const name = `${String(index).padStart(2, "0")}-${basename(path).replaceAll(/[^A-Za-z0-9_.-]/gu, "_")}`;
    const written = actor.writeFile(join(directory, name), read.value, 0o600);
    if (!written.ok)
      return err(
        failure(
          "WORK_DIRECTORY",
          join(directory, name),
          written.error.what,
          "Give the pilot a writable work directory with free space.",
        ),
      );
    installed.push(name);
  }
  return ok(installed);
}
