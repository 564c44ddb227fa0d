import { holder } from "embedded:holder";
import { keeper } from "embedded:keeper";
import { warden } from "embedded:warden";
import { join } from "node:path";
import type { Actor } from "../host/actor.ts";
import type { Failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { cannotWrite } from "./work-directory.ts";

/** Writes the keeper into the work directory, from which the kernel can execute it. */
export const installKeeper = (actor: Actor, work: string): Result<string, Failure> =>
  install(actor, join(work, "keeper"), keeper);

/** The same for the warden. */
export const installWarden = (actor: Actor, work: string): Result<string, Failure> =>
  install(actor, join(work, "warden"), warden);

/** The same for the addon that holds back signals. */
export const installHolder = (actor: Actor, work: string): Result<string, Failure> =>
  install(actor, join(work, "holder.node"), holder);

function install(actor: Actor, path: string, program: string): Result<string, Failure> {
  const written = actor.writeFile(path, Buffer.from(program, "base64"), 0o700);
  return written.ok ? ok(path) : err(cannotWrite(path, written.error.what));
}
