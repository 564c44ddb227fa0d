import { err, ok, type Result } from "../../model/result.ts";
import { describeRefusal } from "../../parse/refusal.ts";
import { shellWord } from "../../parse/shell-word.ts";

export const printedSystems = ["slurm", "pbs", "torque", "lsf", "flux", "hosts"] as const;
export type PrintedSystem = (typeof printedSystems)[number];

export interface ScriptRequest {
  readonly system: PrintedSystem;
  readonly nodes: number;
  /** Wall time in seconds. */
  readonly time: number;
  /** CPUs of a node, where the batch system must be told; null: not known. */
  readonly cpus: number | null;
  readonly account: string | null;
  readonly queue: string | null;
  /** How this program is called on the first node. */
  readonly program: string;
  /** Options for `launch`, each with its value. */
  readonly options: readonly (readonly [flag: string, value: string])[];
}

/** A batch script that people read, change and submit. */
export function batchScript(request: ScriptRequest): Result<string, string> {
  // Directives are read by the batch systems in ways of their own, no two alike: nothing is quoted in them.
  for (const [what, text] of [
    ["the account", request.account],
    ["the queue", request.queue],
  ] as const)
    if (text !== null && !/^[A-Za-z0-9_][A-Za-z0-9_.:@+-]{0,63}$/u.test(text))
      return err(`${what} is not 1 to 64 letters, digits, _, ., :, @, + or -`);
  const call = callOf(request);
  if (!call.ok) return call;
  const { title, submit, directives, before } = formOf(request);
  return ok(
    [
      "#!/bin/sh",
      `# One glidein on each node of ${title}. Change what you need, then submit it from a directory that all`,
      `# nodes share, and in which the token is:  ${submit}`,
      ...directives,
      "",
      ...before,
      "# Where HTCondor or Apptainer come as modules, load them here:",
      "# module load apptainer",
      "",
      "# exec, so that the batch system's signals reach the launch and not this shell. What became of each glidein is on its",
      "# standard output, in summary.json of the directory glidein-launch-* that it makes here, and in the exit status.",
      call.value,
      "",
    ].join("\n"),
  );
}

function callOf({ program, options }: ScriptRequest): Result<string, string> {
  const lines: string[] = [];
  const command = /^[A-Za-z0-9_./+-]+$/u.test(program) ? ok(program) : shellWord(program);
  if (!command.ok) return err(`the program's path: ${describeRefusal(command.error)}`);
  for (const [flag, value] of options) {
    const word = shellWord(value);
    if (!word.ok || /[\n\r]/u.test(value))
      return err(
        `${flag}: ${word.ok ? "a line break cannot be in a script that people change" : describeRefusal(word.error)}`,
      );
    lines.push(`  ${flag} ${word.value}`);
  }
  return ok([`exec ${command.value} launch`, ...lines].join(" \\\n"));
}

interface ScriptForm {
  readonly title: string;
  readonly submit: string;
  readonly directives: readonly string[];
  readonly before: readonly string[];
}

function formOf(request: ScriptRequest): ScriptForm {
  const { system, nodes, time, cpus, account, queue } = request;
  const given = (directive: string, value: string | null): readonly string[] =>
    value === null ? [] : [`${directive}${value}`];
  switch (system) {
    case "slurm":
      return {
        title: "a Slurm job",
        submit: "sbatch THIS-FILE",
        directives: [
          "#SBATCH --job-name=glidein",
          `#SBATCH --nodes=${nodes}`,
          `#SBATCH --time=${clock(time)}`,
          ...given("#SBATCH --account=", account),
          ...given("#SBATCH --partition=", queue),
          "# The whole of each node:",
          "#SBATCH --exclusive",
          "#SBATCH --mem=0",
          "##SBATCH --gpus-per-node=4",
          "# A node that dies takes only its own glidein:",
          "#SBATCH --no-kill",
          "#SBATCH --output=glidein-%j.out",
        ],
        before: [],
      };
    case "pbs":
      return {
        title: "a PBS job",
        submit: "qsub THIS-FILE",
        directives: [
          "#PBS -N glidein",
          "# The CPUs (and GPUs) of a node; PBS takes one where nothing is said:",
          `#PBS -l select=${nodes}:ncpus=${cpus ?? 1}:mpiprocs=1`,
          "#PBS -l place=scatter:excl",
          `#PBS -l walltime=${clock(time)}`,
          ...given("#PBS -A ", account),
          ...given("#PBS -q ", queue),
          "#PBS -j oe",
        ],
        before: inDirectory("PBS_O_WORKDIR"),
      };
    case "torque":
      return {
        title: "a Torque job",
        submit: "qsub THIS-FILE",
        directives: [
          "#PBS -N glidein",
          "# ppn: the CPUs of a node:",
          `#PBS -l nodes=${nodes}:ppn=${cpus ?? 1}`,
          `#PBS -l walltime=${clock(time)}`,
          ...given("#PBS -A ", account),
          ...given("#PBS -q ", queue),
          "#PBS -j oe",
        ],
        before: inDirectory("PBS_O_WORKDIR"),
      };
    case "lsf":
      return {
        title: "an LSF job",
        submit: "bsub < THIS-FILE",
        directives: [
          "#BSUB -J glidein",
          `#BSUB -n ${nodes * (cpus ?? 1)}`,
          `#BSUB -R "span[ptile=${cpus ?? 1}]"`,
          `#BSUB -W ${hoursAndMinutes(time)}`,
          ...given("#BSUB -P ", account),
          ...given("#BSUB -q ", queue),
          "# The whole of each node:",
          "#BSUB -x",
          "# Jobs of several hosts are killed without a word at the end, so ask for one 10 minutes before:",
          "#BSUB -wa TERM",
          "#BSUB -wt 10",
          "#BSUB -o glidein-%J.out",
        ],
        before: [],
      };
    case "flux":
      return {
        title: "a Flux job",
        submit: "flux batch THIS-FILE",
        directives: [
          "#flux: --job-name=glidein",
          `#flux: --nodes=${nodes}`,
          "#flux: --exclusive",
          `#flux: --time-limit=${time}s`,
          ...given("#flux: --bank=", account),
          ...given("#flux: --queue=", queue),
          "#flux: --output=glidein-{{id}}.out",
        ],
        before: [],
      };
    case "hosts":
      return {
        title: "a list of hosts",
        submit: "sh THIS-FILE  (ssh to each host must ask for nothing; hosts.txt: a host a line)",
        directives: [],
        before: [],
      };
    default:
      return system satisfies never;
  }
}

const inDirectory = (variable: string): readonly string[] => [
  "# A job begins in the home directory:",
  `cd "$${variable}" || exit 71`,
  "",
];

const two = (value: number): string => String(value).padStart(2, "0");

/** `100:00:00`: hours may go beyond a day in all of them. */
const clock = (time: number): string =>
  [Math.floor(time / 3600), Math.floor(time / 60) % 60, time % 60].map(two).join(":");

/** LSF counts minutes; a part of one is not asked for. */
const hoursAndMinutes = (time: number): string => `${Math.floor(time / 3600)}:${two(Math.floor(time / 60) % 60)}`;
