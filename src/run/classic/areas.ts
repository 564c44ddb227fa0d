import { createHash } from "node:crypto";
import type { Fetcher, Wanted } from "../../apply/staging/fetcher.ts";
import { emptyContents } from "../../decide/staging/known-contents.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { AreaArgument, AreaId } from "../../parse/gwms/arguments.ts";
import { type Description, readDescription } from "../../parse/gwms/description.ts";
import { type Digests, readSignature, type Signature } from "../../parse/gwms/signature.ts";
import { describeRefusal, type Refusal } from "../../parse/refusal.ts";
import { urlBelow } from "../../parse/url.ts";

/** One part of the staging area, its description verified. */
export interface OpenArea {
  readonly id: AreaId;
  readonly argument: AreaArgument;
  readonly description: Description;
  readonly signature: Signature;
  /** Where its files go, below the work directory. */
  readonly directory: string;
}

export const areaDirectory = (id: AreaId, entry: string, group: string): string => {
  switch (id) {
    case "main":
    case "client":
      return id;
    case "entry":
      return `entry_${entry}`;
    case "client_group":
      return `client_group_${group}`;
    default:
      return id satisfies never;
  }
};

const smallFile = 4_194_304;

/** UTF-8, or Latin-1 as GlideinWMS's tools write it. */
export function areaText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString("latin1");
  }
}

/** A file of a part; null when the URL cannot be made, which `stagedFileName` excludes. */
export function wanted(argument: AreaArgument, name: string, digests: Digests | null, maxBytes = smallFile): Wanted {
  const url = urlBelow(argument.url, name);
  return url.ok
    ? { url: url.value.text, shown: url.value.display, digests, maxBytes }
    : { url: "", shown: name, digests, maxBytes };
}

/**
 * Description and signatures of one part. The signature file is known by its digest, which the factory gave; its name is in
 * the description, which in turn is known by the signature file. Both have the same stamp in their names as a rule, so
 * they are asked for together.
 */
export async function openArea(
  fetcher: Fetcher,
  argument: AreaArgument,
  directory: string,
): Promise<Result<OpenArea, Failure>> {
  const digests: Digests =
    argument.signature.length === 64 ? { sha256: argument.signature } : { sha1: argument.signature };
  const stamp = /^description\.([A-Za-z0-9]+)\.cfg$/u.exec(argument.description)?.[1];
  const guessed = stamp === undefined ? null : `signature.${stamp}.sha1`;
  const early = guessed === null ? null : fetcher.content(wanted(argument, guessed, digests));
  const known = await fetcher.cached(digests);
  const signed = known === null ? null : readSignature(areaText(known));
  const descriptionDigests = signed?.ok === true ? signed.value.get(argument.description) : undefined;
  const described = await fetcher.content(wanted(argument, argument.description, descriptionDigests ?? null));
  if (!described.ok) return described;
  const description = readDescription(areaText(described.value));
  const where = wanted(argument, argument.description, null).shown;
  const name = description.ok ? description.value.get("signature") : undefined;
  // What fits the factory's digest is the signature file, whatever a description that is not verified yet calls it.
  const guess = early === null ? null : await early;
  const bytes =
    guess?.ok === true
      ? guess
      : name === undefined || name === guessed
        ? (guess ?? err(changed(where)))
        : await fetcher.content(wanted(argument, name, digests));
  if (!bytes.ok) return description.ok ? bytes : err(changed(where));
  const signature = readSignature(areaText(bytes.value));
  if (!signature.ok) return err(invalid(wanted(argument, name ?? "signature", null).shown, signature.error));
  const promised = signature.value.get(argument.description);
  if (promised === undefined) return err(unsigned(where));
  if (!contentFits(promised, described.value)) return err(changed(where));
  if (!description.ok) return err(invalid(where, description.error));
  fetcher.keep(promised, described.value);
  return ok({ id: argument.id, argument, description: description.value, signature: signature.value, directory });
}

const hash = (kind: "sha1" | "sha256", bytes: Uint8Array | string): string =>
  createHash(kind).update(bytes).digest("hex");

export const contentFits = (promised: Digests, bytes: Uint8Array | string): boolean =>
  (promised.sha1 === undefined || promised.sha1 === hash("sha1", bytes)) &&
  (promised.sha256 === undefined || promised.sha256 === hash("sha256", bytes));

/** A signed text file; nothing is asked of the server when its digest says that there is nothing in it. */
export async function signedText(fetcher: Fetcher, area: OpenArea, name: string): Promise<Result<string, Failure>> {
  const digests = area.signature.get(name);
  if (digests === undefined) return err(unsigned(wanted(area.argument, name, null).shown));
  const empty = emptyContents(name).find((text) => contentFits(digests, text));
  if (empty !== undefined) return ok(empty);
  const bytes = await fetcher.content(wanted(area.argument, name, digests));
  return bytes.ok ? ok(areaText(bytes.value)) : bytes;
}

export const unsigned = (shown: string): Failure =>
  failure(
    "SIGNATURE_INVALID",
    shown,
    "the signature file has no line for it, and the format allows that for files of type nocache only",
    "Publish the staging area anew (reconfig).",
  );

const changed = (shown: string): Failure =>
  failure(
    "DIGEST_MISMATCH",
    shown,
    "it is not the description that was signed",
    "Publish the staging area anew (reconfig); on the way to the node, look for a web proxy or login page that answers in its place.",
  );

export const invalid = (shown: string, why: Refusal): Failure =>
  failure("STAGE_INVALID", shown, describeRefusal(why), "Publish the staging area anew (reconfig).", {
    expected: why.expected,
  });
