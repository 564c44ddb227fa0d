import type { Host } from "../../host/host.ts";
import { type ProbeImage, proofToken } from "../../host/probe-image.ts";
import type { ContainerCandidate, ContainerFacts, WorkingContainer } from "../../model/facts/container.ts";
import type { Settings } from "../../model/settings.ts";
import { realPath } from "../machine/real-path.ts";
import { probeBinds } from "./binds.ts";
import { type CandidatePath, candidatePaths } from "./candidate-paths.ts";
import { readCircumstances } from "./circumstances.ts";
import { probeImages } from "./images.ts";
import { insideContainer } from "./inside.ts";
import { Patience } from "./patience.ts";
import { runImages } from "./run-images.ts";
import type { Workshop } from "./trial.ts";
import { tryCandidate } from "./try-candidate.ts";

/** Time that all candidates together may hang. */
const totalMs = 60_000;
const maxCandidates = 12;

export interface ContainerProbeOptions {
  /** The image on disk, or why there is none; null where commands are replayed and not run. */
  readonly image: ProbeImage | { readonly problem: string } | null;
  /** Release directory of the HTCondor that will run, which may bring a runtime. */
  readonly condor?: string | null;
}

/**
 * Looks for a container runtime in GlideinWMS's order, and tries each until one ran our program in our image. On a
 * recorded node what was recorded is replayed; what was not is said to be not tried.
 */
export async function searchContainer(
  host: Host,
  settings: Settings,
  options: ContainerProbeOptions,
): Promise<ContainerFacts> {
  const [view, inside, named, binds] = await Promise.all([
    readCircumstances(host),
    insideContainer(host),
    probeImages(host, settings),
    probeBinds(host, settings),
  ]);
  const shop = workshop(host, settings, options.image);
  const tried: ContainerCandidate[] = [];
  const seen = new Map<string, string>();
  let found: { readonly working: WorkingContainer; readonly limitMs: number } | null = null;
  for await (const candidate of candidatePaths(host, settings, options.condor ?? null)) {
    const refused = refusal(candidate, await sameAs(host, candidate, seen), shop, tried.length);
    if (refused !== null || "problem" in shop) {
      tried.push(untried(candidate, refused ?? { outcome: "not tried", fix: "" }));
      continue;
    }
    const pidNamespace = !settings.SINGULARITY_DISABLE_PID_NAMESPACES.value;
    const { facts, working, limitMs } = await tryCandidate(shop, candidate, { view, pidNamespace });
    tried.push(facts);
    if (working === null) continue;
    found = { working, limitMs };
    break;
  }
  const images =
    found === null || "problem" in shop ? named : await runImages(shop, found.working, found.limitMs, named);
  return { tried, working: found?.working ?? null, inside, images, binds };
}

/** What every trial needs; or why there can be none. */
export function workshop(
  host: Host,
  settings: Settings,
  image: ContainerProbeOptions["image"],
): Workshop | { readonly problem: string } {
  if (image !== null && "problem" in image) return image;
  if (image === null && host.mode === "live") return { problem: "no directory was given for it" };
  const words = (text: string | null): readonly string[] => (text ?? "").split(/\s+/u).filter((word) => word !== "");
  return {
    host,
    image: image ?? { directory: "/", token: proofToken(host.random()) },
    patience: new Patience(totalMs),
    globalOptions: words(settings.GLIDEIN_SINGULARITY_GLOBAL_OPTS.value),
    options: words(settings.GLIDEIN_SINGULARITY_OPTS.value),
  };
}

type Refused = { readonly outcome: string; readonly fix: string };

function refusal(
  candidate: CandidatePath,
  same: string | null,
  shop: Workshop | { readonly problem: string },
  count: number,
): Refused | null {
  if (candidate.unusable !== undefined) return candidate.unusable;
  if (same !== null) return { outcome: `it is the same program as ${same}`, fix: "" };
  if ("problem" in shop)
    return {
      outcome: `not tried, because our image could not be written: ${shop.problem}`,
      fix: "Give the pilot a TMPDIR or /tmp that it can write to.",
    };
  if (count >= maxCandidates)
    return {
      outcome: `not tried, because ${maxCandidates} candidates were`,
      fix: "Shorten PATH, or name one in GLIDEIN_SINGULARITY_BINARY_OVERRIDE.",
    };
  return shop.patience.exhausted
    ? {
        outcome: `not tried, because those before it hung for ${totalMs / 1000} s`,
        fix: "Repair those, or name one that works in GLIDEIN_SINGULARITY_BINARY_OVERRIDE.",
      }
    : null;
}

/** A program that another name led to already; trying it again would say the same. */
async function sameAs(
  host: Host,
  { path, unusable }: CandidatePath,
  seen: Map<string, string>,
): Promise<string | null> {
  if (unusable !== undefined) return null;
  const real = await realPath(host, path);
  const known = seen.get(real) ?? null;
  seen.set(real, known ?? path);
  return known;
}

const untried = ({ path, origin }: CandidatePath, { outcome, fix }: Refused): ContainerCandidate => ({
  path,
  origin,
  works: false,
  outcome,
  fix,
  version: null,
  attempts: [],
});
