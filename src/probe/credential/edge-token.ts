import type { Host } from "../../host/host.ts";
import { describeSource } from "../../model/provenance.ts";
import { readEdge } from "../network/edge.ts";
import type { CredentialSettings, FoundCredential } from "./found-credential.ts";
import { readCredentialFile } from "./read-credential-file.ts";

/** The token for the edge's broker. A description that cannot be read is told where the edge is judged. */
export async function edgeToken(host: Host, settings: CredentialSettings): Promise<FoundCredential[]> {
  const { value, source } = settings.GLIDEIN_Edge;
  if (value === null) return [];
  const edge = await readEdge(host, value);
  if (!edge.ok) return [];
  const path = edge.value.broker.tokenFile;
  const from = `GLIDEIN_Edge (${describeSource(source)})`;
  const readings = await readCredentialFile(host, path, "tokens");
  return readings.map((reading) => ({ path, from, standing: "edge", reading }));
}
