import { createHash, createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publishFile } from "../apply/staging/publish-file.ts";
import type { CommandLine } from "../cli.ts";
import { resolveSettings } from "../decide/settings.ts";
import { type Failure, failure } from "../model/failure.ts";
import { describeInstant } from "../model/instant.ts";
import { err, ok, type Result } from "../model/result.ts";
import { type Manifest, manifestSchema, readManifest } from "../parse/manifest/manifest.ts";
import { signManifest, unverifiedManifest } from "../parse/manifest/signed-manifest.ts";
import { describeRefusal } from "../parse/refusal.ts";
import { parseDuration } from "../parse/setting-value.ts";
import { plainLine } from "./plain-line.ts";
import { attempt, finish, manifestName, type Options, textOf, words } from "./stage-command.ts";

/** Of the nodes that this program runs on, as `uname -m` says it. */
const architectures: ReadonlySet<string> = new Set(["x86_64", "aarch64"]);
/** As `npm run release` names it. */
const runtimeFile = /^node-[0-9.]+-linux-(?:x64|arm64)-[0-9a-f]{12}\.(?:gz|xz|zst)$/u;

/** `glidein stage create DIR --key FILE …`: signs what is in the directory; the manifest is written beside it. */
export async function stageCreate({ output }: CommandLine, directory: string, options: Options): Promise<number> {
  const made = await create(directory, options, (text) => output.say(`glidein: warning: ${plainLine(text)}`));
  if (made.ok) output.result(`${made.value}\n`);
  return finish(output, made);
}

async function create(
  directory: string,
  options: Options,
  warn: (text: string) => void,
): Promise<Result<string, Failure>> {
  const key = readPrivateKey(String(options["key"]));
  if (!key.ok) return key;
  const lasts = parseDuration(textOf(options["expires"], "30d"));
  if (lasts === null || lasts <= 0)
    return err(failure("USAGE", "--expires", "it is no duration above 0", "Give it for example 30d."));
  const now = Math.floor(Date.now() / 1000);
  const old = previous(directory);
  const settings: Record<string, string> = {};
  for (const one of words(options["set"])) {
    const equals = one.indexOf("=");
    if (equals < 1)
      return err(failure("USAGE", `--set ${one.slice(0, 60)}`, "is not NAME=VALUE", "Write --set NAME=VALUE."));
    settings[one.slice(0, equals)] = one.slice(equals + 1);
  }
  // What a glidein would refuse is refused before it is published to thousands.
  const known = resolveSettings([
    Object.entries(settings).map(([name, text]) => ({ name, text, source: { kind: "set", name } })),
  ]);
  if (!known.ok) return err(known.error[0] ?? failure("USAGE", "--set", "is broken", "Correct it."));
  for (const warning of known.value.warnings) warn(warning);
  const condor: unknown[] = [];
  for (const one of words(options["condor"])) {
    const [, architecture = "x86_64", systems = "", file] =
      /^(?:([a-z0-9_]+)(?:\/([a-z0-9,.]+))?=)?(.+)$/iu.exec(one) ?? [];
    if (!architectures.has(architecture))
      return err(
        failure(
          "USAGE",
          `--condor ${one.slice(0, 80)}`,
          "no node of a glidein has this architecture",
          "Name it as the kernel does.",
          {
            expected: [...architectures].join(" or "),
          },
        ),
      );
    const described = await publishFile(directory, file ?? "");
    if (!described.ok) return described;
    condor.push({
      ...described.value,
      architecture,
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
  const runtimes: unknown[] = [];
  for (const one of words(options["runtime"])) {
    if (!runtimeFile.test(one))
      return err(
        failure(
          "USAGE",
          `--runtime ${one.slice(0, 80)}`,
          "is not named as the launcher asks for it (node-VERSION-linux-ARCH-DIGEST.gz, .xz or .zst)",
          "Put the release's files into the directory under their own names.",
        ),
      );
    const described = await publishFile(directory, one);
    if (!described.ok) return described;
    runtimes.push(described.value);
  }
  const manifest = {
    schema: manifestSchema,
    name: textOf(options["name"], old?.name ?? "pool"),
    serial: Math.max(now, (old?.serial ?? 0) + 1),
    issuedAt: now,
    expiresAt: now + lasts,
    ...{ settings, condor, steps, runtimes },
  };
  const payload = JSON.stringify(manifest, null, 2);
  const checked = readManifest(payload);
  if (!checked.ok) return err(failure("USAGE", "manifest", describeRefusal(checked.error), "Correct the options."));
  const path = join(directory, manifestName);
  const signed = signManifest(payload, key.value);
  // Never half of it where glideins fetch it.
  const aside = `${path}.${process.pid}`;
  const written = attempt(path, () => {
    writeFileSync(aside, signed);
    renameSync(aside, path);
  });
  return written.ok
    ? ok(`${path} sha256=${createHash("sha256").update(signed).digest("hex")} expires ${describeInstant(now + lasts)}`)
    : written;
}

function readPrivateKey(path: string): Result<KeyObject, Failure> {
  const text = attempt(path, () => readFileSync(path));
  if (!text.ok) return text;
  try {
    const key = createPrivateKey(text.value);
    if (key.asymmetricKeyType === "ed25519") return ok(key);
  } catch {
    // Said below.
  }
  return err(
    failure(
      "USAGE",
      `--key ${path}`,
      "it is no private Ed25519 key",
      "Give the NAME.key that `glidein stage keygen NAME` made.",
    ),
  );
}

function previous(directory: string): Manifest | null {
  try {
    return unverifiedManifest(readFileSync(join(directory, manifestName)));
  } catch {
    return null;
  }
}
