import { untrustedStage } from "../decide/stage-source.ts";
import { readSettled } from "../host/read-settled.ts";
import type { Failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { readTrust, type Trust } from "../parse/manifest/signed-manifest.ts";

const largestKey = 65_536;

/** What a text says, or the file that it names; null: neither a key nor a digest. */
export function readTrustText(text: string): Trust | null {
  const direct = readTrust(text);
  if (direct !== null) return direct;
  const read = readSettled(text, largestKey);
  return read.ok ? readTrust(read.value.slice(0, 1000)) : null;
}

/** Whose manifests are believed, as GLIDEIN_Stage_Key has it. */
export function trustOf(text: string): Result<Trust, Failure> {
  const trust = readTrustText(text);
  return trust === null
    ? err(untrustedStage("it is neither an Ed25519 public key nor a file that has one and can be read"))
    : ok(trust);
}
