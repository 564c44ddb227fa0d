import { createHash, createPrivateKey, generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publishFile } from "../apply/staging/publish-file.ts";
import type { CommandLine } from "../cli.ts";
import { exitStatusOf } from "../exit.ts";
import { readFailureOf } from "../host/read-failure.ts";
import { type Failure, failure } from "../model/failure.ts";
import { describeInstant } from "../model/instant.ts";
import { err, ok, type Result } from "../model/result.ts";
import { type Manifest, manifestSchema, readManifest } from "../parse/manifest/manifest.ts";
import {
  publicText,
  readTrust,
  signManifest,
  unverifiedManifest,
  verifyManifest,
} from "../parse/manifest/signed-manifest.ts";
import { describeRefusal } from "../parse/refusal.ts";
import { parseDuration } from "../parse/setting-value.ts";
import { sayFailures } from "./output.ts";

type Options = Readonly<Record<string, unknown>>;
const manifestName = "manifest.json";

/** `glidein stage keygen NAME`: NAME.key for whoever publishes, NAME.pub for the glideins. */
export function stageKeygen({ output }: CommandLine, name: string): number {
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

/** `glidein stage create DIR --key FILE …`: signs what is in the directory; the manifest is written beside it. */
export async function stageCreate({ output }: CommandLine, directory: string, options: Options): Promise<number> {
  const made = await create(directory, options);
  if (made.ok) output.result(`${made.value}\n`);
  return finish(output, made);
}

async function create(directory: string, options: Options): Promise<Result<string, Failure>> {
  const key = attempt(String(options["key"]), () => createPrivateKey(readFileSync(String(options["key"]))));
  if (!key.ok) return key;
  if (key.value.asymmetricKeyType !== "ed25519")
    return err(
      failure("USAGE", String(options["key"]), "it is not an Ed25519 key", "Make one with `glidein stage keygen`."),
    );
  const lasts = parseDuration(textOf(options["expires"], "30d"));
  if (lasts === null) return err(failure("USAGE", "--expires", "it is not a duration", "Give it for example 30d."));
  const now = Math.floor(Date.now() / 1000);
  const old = previous(directory);
  const settings: Record<string, string> = {};
  for (const one of words(options["set"])) {
    const equals = one.indexOf("=");
    if (equals < 1)
      return err(failure("USAGE", `--set ${one.slice(0, 60)}`, "is not NAME=VALUE", "Write --set NAME=VALUE."));
    settings[one.slice(0, equals)] = one.slice(equals + 1);
  }
  const condor: unknown[] = [];
  for (const one of words(options["condor"])) {
    const [, architecture, systems = "", file] = /^(?:([a-z0-9_]+)(?:\/([a-z0-9,.]+))?=)?(.+)$/iu.exec(one) ?? [];
    const described = await publishFile(directory, file ?? "");
    if (!described.ok) return described;
    condor.push({
      ...described.value,
      architecture: architecture ?? "x86_64",
      systems: systems === "" ? [] : systems.split(","),
    });
  }
  const steps: unknown[] = [];
  for (const one of words(options["step"])) {
    const [, file = "", setting, is] = /^([^?]+)(?:\?([^=]+)=(.*))?$/u.exec(one) ?? [];
    const described = await publishFile(directory, file);
    if (!described.ok) return described;
    steps.push({
      ...described.value,
      limit: 600,
      ...(setting === undefined ? {} : { when: { setting, is: is ?? "" } }),
    });
  }
  const manifest = {
    schema: manifestSchema,
    name: textOf(options["name"], old?.name ?? "pool"),
    serial: Math.max(now, (old?.serial ?? 0) + 1),
    issuedAt: now,
    expiresAt: now + lasts,
    ...{ settings, condor, steps },
  };
  const payload = JSON.stringify(manifest, null, 2);
  const checked = readManifest(payload);
  if (!checked.ok) return err(failure("USAGE", "manifest", describeRefusal(checked.error), "Correct the options."));
  const path = join(directory, manifestName);
  const signed = signManifest(payload, key.value);
  const written = attempt(path, () => writeFileSync(path, signed));
  return written.ok
    ? ok(`${path} sha256=${createHash("sha256").update(signed).digest("hex")} expires ${describeInstant(now + lasts)}`)
    : written;
}

function previous(directory: string): Manifest | null {
  try {
    return unverifiedManifest(readFileSync(join(directory, manifestName)));
  } catch {
    return null;
  }
}

/** `glidein stage verify DIR --stage-key KEY`: the manifest and every file that it names. */
export async function stageVerify({ output }: CommandLine, directory: string, options: Options): Promise<number> {
  const path = join(directory, manifestName);
  const text = String(options["stageKey"]);
  const trust = readTrust(existsSync(text) ? readFileSync(text, "utf8").slice(0, 1000) : text);
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
  for (const { file } of [...manifest.condor, ...manifest.steps]) {
    const found = await publishFile(directory, file.name);
    if (!found.ok) return finish(output, found);
    if (found.value.sha256 !== file.sha256)
      return finish(
        output,
        err(
          failure(
            "DIGEST_MISMATCH",
            join(directory, file.name),
            `its SHA-256 is ${found.value.sha256}`,
            "Create the manifest anew.",
            { expected: file.sha256 },
          ),
        ),
      );
  }
  output.result(
    `${manifest.name} serial ${manifest.serial}, until ${describeInstant(manifest.expiresAt)}: ${manifest.condor.length} HTCondor releases, ${manifest.steps.length} steps, all whole\n`,
  );
  return 0;
}

const textOf = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
const words = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

function attempt<T>(place: string, action: () => T): Result<T, Failure> {
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

function finish(output: CommandLine["output"], result: Result<unknown, Failure>): number {
  if (result.ok) return 0;
  sayFailures(output, [result.error]);
  return exitStatusOf(result.error.code);
}
