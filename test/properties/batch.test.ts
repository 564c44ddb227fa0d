import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochSeconds } from "../../src/model/units.ts";
import { parseBjobs } from "../../src/parse/batch/bjobs.ts";
import { cgroupOwners } from "../../src/parse/batch/cgroup-owner.ts";
import { parseCtime, parseIsoTime, parseMonthDayTime } from "../../src/parse/batch/civil-time.ts";
import { countAt, parseCountsPerNode } from "../../src/parse/batch/counts-per-node.ts";
import { parseFluxJobId, parseFluxResources, parseFluxTimeLeft } from "../../src/parse/batch/flux.ts";
import { parseHostList } from "../../src/parse/batch/host-list.ts";
import { parseInstant } from "../../src/parse/batch/instant.ts";
import { parseAbsolutePath, parseLabel } from "../../src/parse/batch/label.ts";
import { parseHostCountPairs, parseSlotPerWord } from "../../src/parse/batch/node-file.ts";
import { parsePbsJobId } from "../../src/parse/batch/pbs-job-id.ts";
import { parseExecHost, parseExecVnode } from "../../src/parse/batch/pbs-placement.ts";
import { parsePbsDuration, parsePbsSize } from "../../src/parse/batch/pbs-resources.ts";
import { parseProcessStat } from "../../src/parse/batch/process-stat.ts";
import { parseQstatJson, parseQstatText } from "../../src/parse/batch/qstat.ts";
import { parseCpuQuantity, parseMemoryQuantity } from "../../src/parse/batch/quantity.ts";
import { parseScontrolJob } from "../../src/parse/batch/scontrol.ts";
import { parsePeHostFile, parseSgeQstat, parseSgeTime, parseSpoolConfig } from "../../src/parse/batch/sge.ts";
import { parseSlurmDuration } from "../../src/parse/batch/slurm-duration.ts";
import { parseSlurmMemory, parseTres } from "../../src/parse/batch/slurm-resources.ts";
import { parseSqueue } from "../../src/parse/batch/squeue.ts";
import { parseWholeNumber } from "../../src/parse/batch/whole-number.ts";
import { cpuTime } from "../cpu-time.ts";
import { look } from "../probe/batch/node.ts";
import { hostileText } from "./hostile-text.ts";

const now = epochSeconds(1_795_402_700);
const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  parseHostList,
  parseCountsPerNode,
  parseSlurmDuration,
  parseSlurmMemory,
  parseTres,
  parseSqueue,
  parseScontrolJob,
  parseIsoTime,
  parseCtime,
  parseMonthDayTime: (text) => parseMonthDayTime(text, now),
  parsePbsJobId,
  parsePbsDuration,
  parsePbsSize,
  parseExecHost,
  parseExecVnode,
  parseQstatText,
  parseQstatJson: (text) => parseQstatJson(text, "1"),
  parseSlotPerWord,
  parseHostCountPairs,
  parsePeHostFile,
  parseSpoolConfig,
  parseSgeTime,
  parseSgeQstat,
  parseBjobs: (text) => parseBjobs(text, now),
  parseFluxJobId,
  parseFluxTimeLeft,
  parseFluxResources,
  parseCpuQuantity,
  parseMemoryQuantity,
  parseProcessStat,
  parseInstant,
  parseLabel,
  parseAbsolutePath,
  parseWholeNumber: (text) => parseWholeNumber(text, 0, 10),
  cgroupOwners: (text) => cgroupOwners([text]),
};
/** Text that gets further into these parsers than text of any kind does. */
const nearlyRight = fc
  .array(
    fc.constantFrom(
      ..."nr0129-:,()[]|+/=x. \n\t".split(""),
      "node",
      "JobId=",
      "Job Id: ",
      " Nodes=",
      "ncpus=",
      "10:00",
      "L",
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(""));

describe.each(Object.entries(parsers))("%s", (_, parse) => {
  it("answers to whatever it is given", () => {
    fc.assert(
      fc.property(fc.oneof(hostileText, nearlyRight), (text) => {
        expect(parse(text)).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });

  it.each(["(", "[", "[0-9]", "+", ",", "|", " ", "\n", "0", "0:", "a=", "-", "(a", "n[1-9],", "job_1/", "pod"])(
    "takes time in proportion to a long run of %o",
    (piece) => {
      expect(cpuTime(() => void parse(piece.repeat(100_000)))).toBeLessThan(1000);
    },
  );
});

describe("a list that was folded", () => {
  const host = fc.stringMatching(/^[a-z]{1,5}$/u);

  it("unfolds to the same hosts", () => {
    const range = fc.tuple(
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 0, max: 4 }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(host, range), { minLength: 1, maxLength: 5 }), (groups) => {
        const padded = (number: number, width: number) => String(number).padStart(width, "0");
        const text = groups.map(
          ([name, [low, more, width]]) =>
            `${name}[${padded(low, width)}-${padded(low + more, Math.max(width, padded(low, width).length))}]`,
        );
        const hosts = groups.flatMap(([name, [low, more, width]]) =>
          [...Array(more + 1).keys()].map((step) => name + padded(low + step, padded(low, width).length)),
        );
        expect(parseHostList(text.join(","))).toEqual({ ok: true, value: hosts });
      }),
    );
  });

  it("unfolds to the same counts", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 9 })), { minLength: 1 }),
        (runs) => {
          const parsed = parseCountsPerNode(
            runs.map(([count, nodes]) => (nodes === 1 ? `${count}` : `${count}(x${nodes})`)).join(","),
          );
          const counts = runs.flatMap(([count, nodes]) => Array<number>(nodes).fill(count));
          expect(parsed.ok && [...counts.keys()].map((place) => countAt(parsed.value, place))).toEqual(counts);
        },
      ),
    );
  });
});

describe("times", () => {
  it("come back from how Slurm and ctime print them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_799 }), (at) => {
        const date = new Date(at * 1000);
        expect(parseIsoTime(date.toISOString().slice(0, 19))).toEqual({ ok: true, value: at });
        const [day, dayOfMonth, month, year, time] = date.toUTCString().replace(",", "").split(" ");
        expect(parseCtime(`${day} ${month} ${Number(dayOfMonth)} ${time} ${year}`)).toEqual({ ok: true, value: at });
      }),
    );
  });

  it("come back from how Slurm prints a duration", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50_000_000 }), (seconds) => {
        const [days, rest] = [Math.floor(seconds / 86_400), seconds % 86_400];
        const two = (number: number) => String(number).padStart(2, "0");
        const [hours, minutes] = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60)];
        const tail = `${two(minutes)}:${two(rest % 60)}`;
        const text = days > 0 ? `${days}-${two(hours)}:${tail}` : hours > 0 ? `${two(hours)}:${tail}` : tail;
        expect(parseSlurmDuration(text)).toEqual({ ok: true, value: seconds });
      }),
    );
  });
});

describe("probeBatch", () => {
  const names = [
    ...["SLURM_JOB_ID", "SLURM_NODEID", "SLURM_CPUS_ON_NODE", "SLURM_JOB_NODELIST", "SLURM_HET_SIZE", "SLURM_GTIDS"],
    ...["SLURM_JOB_END_TIME", "SLURM_MEM_PER_CPU", "PBS_JOBID", "PBS_NODEFILE", "PBS_NUM_PPN", "PBS_WALLTIME", "NCPUS"],
    ...["LSB_JOBID", "LSB_MCPU_HOSTS", "LSB_HOSTS", "JOB_ID", "SGE_TASK_ID", "SGE_ROOT", "PE_HOSTFILE", "NSLOTS"],
    ...["FLUX_URI", "FLUX_JOB_ID", "FLUX_TASK_RANK", "_CONDOR_JOB_AD", "_CONDOR_SCRATCH_DIR", "MY_CPU_LIMIT", "TMPDIR"],
  ];
  const text = fc.oneof(hostileText, nearlyRight, fc.constantFrom("1", "4(x4)", "n1", "a 2", "/f", "undefined"));

  it("survives any environment, files and answers, and never grants less than nothing", async () => {
    const env = fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 12 });
    await fc.assert(
      fc.asyncProperty(env, text, text, async (variables, file, printed) => {
        const commands = { squeue: printed, scontrol: printed, qstat: printed, bjobs: printed, flux: printed };
        const files = { "/f": file, "/proc/self/stat": file, "/proc/self/cgroup": file, "/etc/hosts": file };
        const batch = await look({ env: variables, files, commands, hostname: "n1" });
        for (const job of batch.jobs)
          for (const grant of [job.cpus, job.memoryMiB, job.diskMiB, job.gpus])
            expect(grant === null || (Number.isFinite(grant.limit) && grant.limit >= 0)).toBe(true);
        expect(JSON.parse(JSON.stringify(batch))).toEqual(batch);
      }),
      { numRuns: 150 },
    );
  });
});
