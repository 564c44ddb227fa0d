import { gzipSync } from "node:zlib";
import type { JobRecord } from "../../apply/report.ts";

/** A moment as the factory's log has it: `Mon Nov 23 04:12:22 UTC 2026 (1795407142)`. */
export function stamp(epochSeconds: number): string {
  const [day, date, month, year, clock] = new Date(epochSeconds * 1000).toUTCString().replace(",", "").split(" ");
  return `${day ?? ""} ${month ?? ""} ${date ?? ""} ${clock ?? ""} UTC ${year ?? ""} (${Math.floor(epochSeconds)})`;
}

/** `gzip | uuencode -m`, as the factory's tools decode it. */
export const encoded = (content: string | Uint8Array): string =>
  `begin-base64 644 -\n${(
    gzipSync(content)
      .toString("base64")
      .match(/.{1,76}/gu) ?? []
  ).join("\n")}\n====\n`;

/** One of HTCondor's logs, in the pilot's standard error. */
export const encodedLog = (name: string, content: string | Uint8Array): string =>
  `${name}\n======== gzip | uuencode =============\n${encoded(content)}\n`;

/** Name of a log file for the factory; null for one that it does not look for. */
export function factoryLogName(file: string): string | null {
  switch (file) {
    case "MasterLog":
    case "StarterLog":
      return file;
    case "StartLog":
      return "StartdLog";
    case "startd_history":
      return "StartdHistoryLog";
    default:
      return /^StarterLog\.slot[0-9_]+$/u.test(file) ? file : null;
  }
}

interface Tally {
  jobs: number;
  seconds: number;
}

export interface Statistics {
  readonly text: string;
  /** `TotalJobsNr`, `TotalJobsTime`, …, for the result document. */
  readonly metrics: readonly (readonly [string, number])[];
}

/** Jobs by how they ended. `utilization` are seconds; normalised ones are divided by the CPUs, counts rounded up. */
export function jobStatistics(jobs: readonly JobRecord[], cpus: number): Statistics {
  const kinds = { goodZ: tally(), goodNZ: tally(), badSignal: tally(), badOther: tally() };
  const total = tally();
  for (const job of jobs) {
    const duration = job.startedAt === null || job.endedAt === null ? 0 : Math.max(0, job.endedAt - job.startedAt);
    const kind =
      job.exitSignal !== null
        ? "badSignal"
        : job.exitStatus === null
          ? "badOther"
          : job.exitStatus === 0
            ? "goodZ"
            : "goodNZ";
    for (const one of [kinds[kind], total]) {
      one.jobs += 1;
      one.seconds += duration;
    }
  }
  // As awk prints a number.
  const share = (part: number, whole: number): number =>
    whole === 0 ? 0 : Number(((100 * part) / whole).toPrecision(6));
  const normal = ({ jobs: count, seconds }: Tally): Tally => ({
    jobs: Math.ceil(count / cpus),
    seconds: Math.floor(seconds / cpus),
  });
  const rows = Object.entries(kinds).map(([name, one]) => {
    const { jobs: count, seconds } = normal(one);
    return `(Normalized) Total ${name} jobs ${count} (${share(one.jobs, total.jobs)}%) utilization ${seconds} (${share(one.seconds, total.seconds)}%)`;
  });
  const all = normal(total);
  const lines = [
    "=================",
    `Normalization [parallelism] factor ${cpus}`,
    `(Real) Total jobs ${total.jobs} utilization ${Math.floor(total.seconds)}`,
    `(Normalized) Total jobs ${all.jobs} utilization ${all.seconds}`,
    ...rows,
  ];
  const counted = Object.entries({ Total: total, ...kinds }).map(([name, one]) => [name, normal(one)] as const);
  return {
    text: `${lines.join("\n")}\n`,
    metrics: counted.flatMap(([name, { jobs: count, seconds }]) => [
      [`${name}JobsNr`, count] as const,
      [`${name}JobsTime`, seconds] as const,
    ]),
  };
}

const tally = (): Tally => ({ jobs: 0, seconds: 0 });
