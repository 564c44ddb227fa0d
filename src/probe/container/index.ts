import type { Host } from "../../host/host.ts";
import { openProbeImage, probeImageParents } from "../../host/probe-image.ts";
import type { ContainerFacts } from "../../model/facts/container.ts";
import type { Settings } from "../../model/settings.ts";
import { searchContainer } from "./search-container.ts";

/** Looks for a container runtime with an image of ours, which is there only while this looks. */
export async function probeContainer(host: Host, settings: Settings): Promise<ContainerFacts> {
  const condor = condorDirectory(host, settings);
  if (host.mode === "tree") return searchContainer(host, settings, { image: null, condor });
  const image = openProbeImage(host.random(), probeImageParents(host.env));
  try {
    return await searchContainer(host, settings, { image, condor });
  } finally {
    if ("close" in image) image.close();
  }
}

/** An HTCondor that lies on the node already may bring a runtime. */
function condorDirectory(host: Host, settings: Settings): string | null {
  const given = settings.GLIDEIN_Condor.value;
  return [given, host.env["CONDOR_DIR"]].find((path) => path?.startsWith("/") === true) ?? null;
}
