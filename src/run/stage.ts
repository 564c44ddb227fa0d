import { resolve } from "node:path";
import { acquireCondor } from "../apply/condor/acquire.ts";
import { sleep } from "../apply/condor/ready.ts";
import type { WorkDirectory } from "../apply/work-directory.ts";
import type { CondorPaths } from "../decide/condor-config/layout.ts";
import { decideCondorSource } from "../decide/condor-source.ts";
import { usualCertificates } from "../host/authorities.ts";
import type { Facts } from "../model/facts.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { redactSecrets } from "../parse/redact.ts";
import { type CondorTree, findCondor, inspectCondor } from "../probe/condor.ts";
import type { RunRequest, Session } from "./session.ts";
import { removeStageCache } from "./stage-cache.ts";

const progressEveryMs = 1000;

/** The HTCondor release that this glidein runs, unpacked if need be, and proven to load on this node. */
export async function stageCondor(
  request: RunRequest,
  session: Session,
  work: WorkDirectory,
  facts: Facts,
): Promise<Result<CondorTree, Failure>> {
  const source = decideCondorSource(request.settings);
  if (!source.ok) return source;
  let tree: CondorTree | null;
  let from: string;
  if (source.value.kind === "auto") {
    const found = await findCondor(request.setUpHost);
    tree = found?.tree ?? null;
    from = "found on the node";
    if (found === null)
      return err(
        failure(
          "CONDOR_NOT_FOUND",
          "--condor auto",
          "no condor_master was found in PATH and the usual places",
          "Install HTCondor on the node, or give --condor a directory, a tarball or URL#sha256=DIGEST.",
        ),
      );
  } else {
    const given: typeof source.value =
      source.value.kind === "path"
        ? { ...source.value, path: resolve(request.directory, source.value.path) }
        : source.value;
    from = given.kind === "url" ? redactSecrets(given.url) : given.path;
    if (given.kind === "url") session.emit({ event: "fetching", what: "HTCondor", from });
    let told = 0;
    const status = given.kind === "path" ? await request.host.stat(given.path) : null;
    const proxy = facts.network.proxies[0];
    const acquired = await acquireCondor(request.actor, {
      source: given,
      isDirectory: status?.ok === true && status.value.type === "directory",
      work: work.path,
      caDirectory: request.settings.X509_CERT_DIR.value ?? usualCertificates,
      signal: request.stop,
      ...(proxy === undefined || !/^https?:\/\//u.test(proxy) ? {} : { proxy }),
      pause: (ms) => sleep(ms, request.stop),
      onProgress: (done, total) => {
        if (performance.now() - told < progressEveryMs) return;
        told = performance.now();
        session.emit({ event: "progress", what: "HTCondor", done, total });
      },
    });
    removeStageCache(request.host);
    if (!acquired.ok) return acquired;
    tree = await inspectCondor(request.setUpHost, acquired.value);
    if (tree === null)
      return err(
        failure("CONDOR_NOT_FOUND", from, "it has no sbin/condor_master", "Give --condor a whole HTCondor release."),
      );
  }
  if (tree === null || tree.version === null) {
    return err(
      failure(
        "CONDOR_BROKEN",
        tree?.release ?? from,
        `its programs do not run here: ${tree?.problem ?? ""}`,
        "Install the libraries that are missing, or use a release that is built for this operating system.",
      ),
    );
  }
  session.emit({ event: "condor-found", path: tree.release, version: tree.version, from });
  return ok(tree);
}

export const condorPaths = (tree: CondorTree, work: WorkDirectory): CondorPaths => ({
  release: tree.release,
  bin: tree.bin,
  sbin: tree.sbin,
  libexec: tree.libexec,
  lib: tree.lib,
  local: work.local,
  runtime: `${work.local}/runtime.config`,
});
