import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Actor } from "../../host/actor.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { unpack } from "../unpack.ts";

/**
 * Unpacks a verified archive into a directory that is not there yet; directories above it are made. `flatten`: when all
 * of it is in one directory, that one is the result, as releases of HTCondor are packed.
 */
export async function unpackInto(
  actor: Actor,
  archive: string,
  into: string,
  { flatten }: { readonly flatten: boolean },
): Promise<Result<null, Failure>> {
  if (actor.exists(into))
    return err(
      failure(
        "ARCHIVE_REFUSED",
        into,
        "the directory that the archive is for is there already",
        "Give each archive a directory of its own in untar.cfg.",
      ),
    );
  const above = makeAbove(actor, dirname(into));
  if (!above.ok) return above;
  const fresh = flatten ? `${into}.whole` : into;
  const unpacked = await unpack(actor, archive, fresh);
  if (!unpacked.ok || !flatten) return unpacked;
  const [only, ...others] = readdirSync(fresh);
  const inner =
    only !== undefined && others.length === 0 && statSync(join(fresh, only)).isDirectory() ? join(fresh, only) : fresh;
  const renamed = actor.rename(inner, into);
  if (inner !== fresh) actor.removeTree(fresh);
  return renamed.ok
    ? ok(null)
    : err(failure("WORK_DIRECTORY", into, renamed.error.what, "Give the pilot a writable work directory."));
}

function makeAbove(actor: Actor, directory: string): Result<null, Failure> {
  if (actor.exists(directory)) return ok(null);
  const above = makeAbove(actor, dirname(directory));
  if (!above.ok) return above;
  const made = actor.makeDirectory(directory, 0o755);
  return made.ok
    ? ok(null)
    : err(failure("WORK_DIRECTORY", directory, made.error.what, "Give the pilot a writable work directory."));
}
