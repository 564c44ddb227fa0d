import { constants, copyFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { sleep } from "../../apply/condor/ready.ts";
import { fetchFile } from "../../apply/fetch-file.ts";
import { isFull, noSpace } from "../../apply/work-directory.ts";
import { decideCondorSource } from "../../decide/condor-source.ts";
import { usualCertificates } from "../../host/authorities.ts";
import { readFailureOf } from "../../host/read-failure.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { sourced } from "../../model/provenance.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import { redactSecrets } from "../../parse/redact.ts";
import { relayOf } from "../edge/relay-of.ts";
import { stageDirectory } from "./rank-files.ts";
import type { LaunchRequest } from "./session.ts";

const maxReleaseBytes = 2 * 2 ** 30;

export interface Staged {
  /** With what was fetched in the place of where it came from. */
  readonly settings: Settings;
  /** This program, as every node can start it. */
  readonly self: readonly [string, ...string[]];
}

/** What every node needs, once for all, as few large files beside the order: the HTCondor release, and this program. */
export async function stageOnce(request: LaunchRequest, directory: string): Promise<Result<Staged, Failure>> {
  const stage = stageDirectory(directory);
  const made = request.actor.makeDirectory(stage);
  if (!made.ok) return err(cannotStage(stage, made.error.what));
  const settings = await stageCondor(request, stage);
  if (!settings.ok) return settings;
  const self: string[] = [];
  for (const word of request.self) {
    const placed = request.allocation.nodes < 2 ? ok(word) : stageProgram(word, stage);
    if (!placed.ok) return placed;
    self.push(placed.value);
  }
  const [program, ...rest] = self;
  return ok({ settings: settings.value, self: [program ?? "", ...rest] });
}

async function stageCondor(request: LaunchRequest, stage: string): Promise<Result<Settings, Failure>> {
  const { settings, actor, cwd, stop, say } = request;
  const source = decideCondorSource(settings);
  if (!source.ok) return source;
  const staged = (path: string): Result<Settings, Failure> =>
    ok({ ...settings, GLIDEIN_Condor: sourced(path, settings.GLIDEIN_Condor.source) });
  if (source.value.kind === "auto") return ok(settings);
  const to = join(stage, "condor.tar");
  if (source.value.kind === "path") {
    const path = resolve(cwd, source.value.path);
    const status = statSync(path, { throwIfNoEntry: false });
    // What is no file is either a directory, which nodes use in place, or their own to complain of.
    if (status?.isFile() !== true) return staged(path);
    const copied = copy(path, to);
    return copied.ok ? staged(to) : copied;
  }
  say(`glidein: launch: fetches HTCondor once for all from ${redactSecrets(source.value.url)}`);
  const relay = await relayOf(request.host, settings);
  if (!relay.ok) return relay;
  const proxy = request.env["http_proxy"] ?? "";
  const fetched = await fetchFile(actor, {
    ...{ url: source.value.url, sha256: source.value.sha256, to, maxBytes: maxReleaseBytes },
    ...{ stallMs: 30_000, attemptMs: 1_800_000, attempts: 4, signal: stop },
    ...(relay.value !== null ? { relay: relay.value } : /^https?:\/\//u.test(proxy) ? { proxy } : {}),
    caDirectory: settings.X509_CERT_DIR.value ?? usualCertificates,
    pause: (ms) => sleep(ms, stop),
  });
  return fetched.ok ? staged(to) : fetched;
}

/**
 * A program on the file system of the launch is seen where it is seen. One that lies elsewhere (a cache in /var/tmp, the
 * scratch of this node) may be on this node alone.
 */
function stageProgram(word: string, stage: string): Result<string, Failure> {
  const status = word.startsWith("/") ? statSync(word, { throwIfNoEntry: false }) : undefined;
  if (status?.isFile() !== true || status.dev === statSync(stage).dev) return ok(word);
  return copy(word, join(stage, basename(word)));
}

function copy(from: string, to: string): Result<string, Failure> {
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
    return ok(to);
  } catch (error) {
    return err(cannotStage(to, readFailureOf(error).what));
  }
}

const cannotStage = (path: string, what: string): Failure =>
  isFull(what)
    ? noSpace(path, what)
    : failure(
        "WORK_DIRECTORY",
        path,
        `it cannot be written: ${what}`,
        "Start the launch in a directory that all nodes share and that you can write, or name one with --directory.",
      );
