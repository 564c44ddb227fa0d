import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publishFile } from "../apply/staging/publish-file.ts";
import type { CommandLine } from "../cli.ts";
import { exitStatusOf } from "../exit.ts";
import { readFailureOf } from "../host/read-failure.ts";
import { type Failure, failure } from "../model/failure.ts";
import { describeInstant } from "../model/instant.ts";
import { err, ok, type Result } from "../model/result.ts";
import { publicText, verifyManifest } from "../parse/manifest/signed-manifest.ts";
import { readTrustText } from "../run/stage-trust.ts";
import { sayFailures } from "./output.ts";

export type Options = Readonly<Record<string, unknown>>;
export const manifestName = "manifest.json";

/** `glidein stage keygen NAME`: NAME.key for whoever publishes, NAME.pub for the glideins. */
export function stageKeygen({ output }: CommandLine, name: string): number {
  const there = [`${name}.key`, `${name}.pub`].find((path) => existsSync(path));
  if (there !== undefined)
    return finish(
      output,
      err(failure("USAGE", there, "it is there already, and a key is never overwritten", "Choose another name.")),
    );
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return finish(
    output,
    attempt(`${name}.key`, () => {
      writeFileSync(`${name}.key`, privateKey.export({ format: "pem", type: "pkcs8" }), { mode: 0o600, flag: "wx" });
      writeFileSync(`${name}.pub`, `${publicText(publicKey)}\n`, { mode: 0o644, flag: "wx" });
      output.result(`${publicText(publicKey)}\n`);
    }),
  );
}

/** `glidein stage verify DIR --stage-key KEY`: the manifest and every file that it names. */
export async function stageVerify({ output }: CommandLine, directory: string, options: Options): Promise<number> {
  const path = join(directory, manifestName);
  const text = String(options["stageKey"]);
  const trust = readTrustText(text);
  if (trust === null)
    return finish(
      output,
      err(
        failure(
          "USAGE",
          "--stage-key",
          "it is not a key",
          "Give what `glidein stage keygen` printed, or its .pub file.",
        ),
      ),
    );
  const bytes = attempt(path, () => readFileSync(path));
  if (!bytes.ok) return finish(output, bytes);
  const believed = verifyManifest(bytes.value, { shown: path, trust, now: Date.now() / 1000, seen: () => null });
  if (!believed.ok) return finish(output, believed);
  const { manifest } = believed.value;
  for (const file of [...manifest.condor, ...manifest.steps].map((one) => one.file).concat(manifest.runtimes)) {
    const found = await publishFile(directory, file.name);
    if (!found.ok) return finish(output, found);
    if (found.value.sha256 !== file.sha256)
      return finish(
        output,
        err(
          failure(
            "DIGEST_MISMATCH",
            join(directory, file.name),
            `its SHA-256 is ${found.value.sha256}, not that of the manifest`,
            "Create the manifest anew.",
            { expected: file.sha256 },
          ),
        ),
      );
  }
  output.result(
    `${manifest.name} serial ${manifest.serial}, until ${describeInstant(manifest.expiresAt)}: ${manifest.condor.length} HTCondor releases, ${manifest.steps.length} steps, ${manifest.runtimes.length} runtimes, all whole\n`,
  );
  return 0;
}

export const textOf = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
export const words = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

export function attempt<T>(place: string, action: () => T): Result<T, Failure> {
  try {
    return ok(action());
  } catch (error) {
    return err(
      failure(
        "INPUT_UNREADABLE",
        place,
        readFailureOf(error).what,
        "Give a file or directory that you may read and write.",
      ),
    );
  }
}

export function finish(output: CommandLine["output"], result: Result<unknown, Failure>): number {
  if (result.ok) return 0;
  sayFailures(output, [result.error]);
  return exitStatusOf(result.error.code);
}
