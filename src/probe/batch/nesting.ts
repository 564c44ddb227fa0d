import type { BatchJob } from "../../model/facts/batch.ts";
import { type Ancestry, distanceTo } from "./ancestry.ts";
import { daemons } from "./daemons.ts";

/**
 * Jobs that are not contradicted before those that are; among the former the innermost first. `jobs` come in the
 * usual order of nesting (a glidein inside Flux inside Slurm inside a pod), which holds where nothing else is known;
 * those whose daemons are among our ancestors are put in the order in which they are met going up.
 */
export function innermostFirst(jobs: readonly BatchJob[], ancestry: Ancestry): readonly BatchJob[] {
  const distance = (job: BatchJob): number => distanceTo(ancestry, daemons[job.system]) ?? Number.POSITIVE_INFINITY;
  const usable = jobs.filter(({ standing }) => standing !== "contradicted");
  const met = usable.filter((job) => Number.isFinite(distance(job)));
  const sorted = met.toSorted((a, b) => distance(a) - distance(b));
  // The places of those that were met are dealt out again among them; the others keep theirs.
  const dealt = usable.map((job) => {
    const place = met.indexOf(job);
    return place < 0 ? job : (sorted[place] ?? job);
  });
  return [...dealt, ...jobs.filter(({ standing }) => standing === "contradicted")];
}
