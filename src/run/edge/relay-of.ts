import type { Host } from "../../host/host.ts";
import type { RelayAccess } from "../../model/edge.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import { readEdge, readRelayKey } from "../../probe/network/edge.ts";

/** The relay of the edge that the settings name, for whoever fetches; null when they name none. */
export async function relayOf(host: Host, settings: Settings): Promise<Result<RelayAccess | null, Failure>> {
  const file = settings.GLIDEIN_Edge.value;
  if (file === null) return ok(null);
  const edge = await readEdge(host, file);
  if (!edge.ok) return err(unusable(file, edge.error.what));
  const { address, keyFile } = edge.value.relay;
  const key = await readRelayKey(host, keyFile);
  return key.ok ? ok({ address, key: key.value }) : err(unusable(keyFile, key.error.what));
}

const unusable = (path: string, what: string): Failure =>
  failure(
    "INPUT_UNREADABLE",
    path,
    `the edge cannot be used: ${what}`,
    "Give --edge the edge.json of a running `glidein edge start`, on a file system that this node sees, with its files beside it.",
  );
