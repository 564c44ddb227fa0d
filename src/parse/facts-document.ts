import { everyFeature } from "../model/facts/features.ts";
import type { Facts } from "../model/facts.ts";
import { err, ok, type Result } from "../model/result.ts";

const sections = [
  "clock",
  "system",
  "features",
  "featureLocations",
  "cpus",
  "memory",
  "storage",
  "gpus",
  "batch",
  "container",
  "cvmfs",
  "network",
  "site",
  "user",
  "condor",
] as const;
/** Lists that decisions walk through; a document that lacks one is not whole. */
const lists = [
  "credentials",
  "cpus.fences",
  "memory.fences",
  "storage.fences",
  "gpus.fences",
  "gpus.devices",
  "batch.jobs",
  "container.tried",
  "cvmfs.repositories",
  "network.endpoints",
  "network.servers",
  "network.proxyAnswers",
  "site.leftovers.directories",
  "site.leftovers.processes",
] as const;

/**
 * A facts document that `glidein facts --format json` printed. Its sections are checked, so that a cut or foreign file is
 * refused by name; the values inside are this program's own writing.
 */
export function parseFacts(text: string): Result<Facts, { readonly problem: string }> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return err({ problem: "it is not JSON" });
  }
  if (!isRecord(document) || document["schema"] !== "glidein.facts/1")
    return err({ problem: 'it has no "schema": "glidein.facts/1"' });
  const broken =
    sections.find((name) => !isRecord(document[name])) ?? lists.find((path) => !Array.isArray(at(document, path)));
  if (broken !== undefined) return err({ problem: `its part "${broken}" is missing or of another form` });
  const { clock, features, draw } = document;
  if (!isRecord(clock) || typeof clock["now"] !== "number" || typeof draw !== "number")
    return err({ problem: 'it has no "clock.now" or no "draw"' });
  const complete = isRecord(features) && Object.values(everyFeature(({ id }) => features[id] as never)).every(isRecord);
  if (!complete) return err({ problem: 'not every key of the Machine/Job Features is in its part "features"' });
  // Its sections were checked above.
  return ok(document as unknown as Facts);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const at = (document: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), document);
