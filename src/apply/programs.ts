import { keeper } from "embedded:keeper";
import { join } from "node:path";
import type { Actor } from "../host/actor.ts";
import type { Failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { cannotWrite } from "./work-directory.ts";

/** Writes the keeper into the work directory, from which the kernel can execute it. */
export function installKeeper(actor: Actor, work: string): Result<string, Failure> {
  const path = join(work, "keeper");
  const written = actor.writeFile(path, Buffer.from(keeper, "base64"), 0o700);
  return written.ok ? ok(path) : err(cannotWrite(path, written.error.what));
}
