import { join } from "node:path";
import type { InstalledCredential } from "../decide/authentication.ts";
import type { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";

const maxBytes = 1048576;

/**
 * Copies the credentials that HTCondor presents, each into a file of its own (0600), renamed into place: HTCondor reads
 * the file again whenever it authenticates and sees the old one or the new one.
 */
export async function installCredentials(
  host: Host,
  actor: Actor,
  credentials: readonly InstalledCredential[],
  local: string,
): Promise<Result<null, Failure>> {
  for (const { credential, file } of credentials) {
    const content = await contentOf(host, credential.path, credential.details["line"]);
    if (!content.ok) return content;
    const written = actor.writeFile(join(local, file), content.value, 0o600);
    if (!written.ok) {
      return err(
        failure(
          "WORK_DIRECTORY",
          join(local, file),
          written.error.what,
          "Give the pilot a work directory with free space.",
        ),
      );
    }
  }
  return ok(null);
}

/** `line`: of a token file, counted from 1; the whole file without it. */
async function contentOf(host: Host, path: string, line: unknown): Promise<Result<string | Uint8Array, Failure>> {
  const variable = /^environment (.+)$/u.exec(path)?.[1];
  if (variable !== undefined) return ok(`${(host.env[variable] ?? "").trim()}\n`);
  const read = await host.readBytes(path, maxBytes);
  if (!read.ok) {
    return err(
      failure(
        "CREDENTIAL_UNREADABLE",
        path,
        `the credential cannot be read: ${read.error.what}`,
        "Give a file that the pilot's account may read.",
      ),
    );
  }
  if (typeof line !== "number") return ok(read.value);
  return ok(`${(Buffer.from(read.value).toString("utf8").split(/\r?\n/u)[line - 1] ?? "").trim()}\n`);
}
