import { gate } from "embedded:gate";
import { join } from "node:path";
import { containerFileNames, containerFiles, gatedName } from "../decide/container/container-files.ts";
import type { Actor } from "../host/actor.ts";
import { writeProbeSandbox } from "../host/probe-image.ts";
import { type Failure, failure } from "../model/failure.ts";
import type { ContainerPlan } from "../model/plan.ts";
import { err, ok, type Result } from "../model/result.ts";

/** Writes what jobs in containers are started with below LOCAL_DIR, and the image with which HTCondor proves the runtime. */
export function writeContainerFiles(actor: Actor, local: string, plan: ContainerPlan): Result<null, Failure> {
  const files = containerFiles(plan);
  if (!files.ok) return files;
  for (const { name, text, gated } of files.value) {
    const contents: readonly (readonly [name: string, content: string | Uint8Array])[] = gated
      ? [
          [gatedName(name), text],
          [name, Buffer.from(gate, "base64")],
        ]
      : [[name, text]];
    for (const [file, content] of contents) {
      const path = join(local, file);
      const written = actor.writeFile(path, content, 0o700);
      if (!written.ok) return err(unwritten(path, written.error.what));
    }
  }
  if (plan.use?.runner !== "htcondor") return ok(null);
  const sandbox = join(local, containerFileNames.sandbox);
  const written = writeProbeSandbox(sandbox);
  return written.ok ? ok(null) : err(unwritten(sandbox, written.error.what));
}

const unwritten = (path: string, what: string): Failure =>
  failure(
    "NO_SPACE",
    path,
    `cannot be written: ${what}`,
    "Free space in the scratch directory, or use --work-dir with another one.",
  );
