import type { Host } from "../../host/host.ts";
import { openProbeImage, probeImageParents } from "../../host/probe-image.ts";
import type { ContainerFacts } from "../../model/facts/container.ts";
import type { HidingFacts } from "../../model/facts/hiding.ts";
import type { Settings } from "../../model/settings.ts";
import { probeHiding } from "../hiding.ts";
import { type ContainerProbeOptions, searchContainer, workshop } from "./search-container.ts";

/** What can be run with an image of ours, which is there only while this looks. */
export interface Trials {
  readonly container: ContainerFacts;
  readonly hiding: HidingFacts;
}

/** Looks for a container runtime, and tries whether jobs outside of containers can be hidden from our secrets. */
export async function probeContainer(host: Host, settings: Settings): Promise<Trials> {
  if (host.mode === "tree") return tryAll(host, settings, null);
  const image = openProbeImage(host.random(), probeImageParents(host.env));
  try {
    return await tryAll(host, settings, image);
  } finally {
    if ("close" in image) image.close();
  }
}

async function tryAll(host: Host, settings: Settings, image: ContainerProbeOptions["image"]): Promise<Trials> {
  const container = await searchContainer(host, settings, { image, condor: condorDirectory(host, settings) });
  const wish = settings.GLIDEIN_Hide_Credentials.value;
  return { container, hiding: await probeHiding(workshop(host, settings, image), wish, container.working) };
}

/** An HTCondor that lies on the node already may bring a runtime. */
function condorDirectory(host: Host, settings: Settings): string | null {
  const given = settings.GLIDEIN_Condor.value;
  return [given, host.env["CONDOR_DIR"]].find((path) => path?.startsWith("/") === true) ?? null;
}
