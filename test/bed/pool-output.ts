// What HTCondor's tools print, as values.
export interface JobId {
  readonly cluster: number;
  readonly proc: number;
}

/** A job's or machine's ClassAd as HTCondor's -json prints it; an expression is a string between slashes. */
export type Ad = Readonly<Record<string, unknown>>;

export function adsIn(json: string): Ad[] {
  return json.trim() === "" ? [] : (JSON.parse(json) as Ad[]); // HTCondor prints nothing for no ad
}

/** `condor_submit -terse` prints the first and last job of every cluster: "1.0 - 1.3". */
export function jobsIn(said: string): JobId[] {
  const jobs: JobId[] = [];
  for (const [, cluster, first, last] of said.matchAll(/^(\d+)\.(\d+) - \1\.(\d+)$/gm)) {
    for (let proc = Number(first); proc <= Number(last); proc += 1) jobs.push({ cluster: Number(cluster), proc });
  }
  if (jobs.length === 0) throw new Error(`condor_submit named no job: ${said}`);
  return jobs;
}
