import type { Unknown } from "../../model/facts/fence.ts";
import { describeSource } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";
import { printable } from "../../parse/printable.ts";

/** A directory in which the work directory could be made, and who named it. */
export interface ScratchHint {
  readonly path: string;
  readonly from: string;
}

export interface ScratchCandidates {
  /** Somebody decided: the first one is taken, fit or not. */
  readonly ordered: boolean;
  /** Best first, each path once, /tmp always among them. */
  readonly found: readonly [ScratchHint, ...ScratchHint[]];
  readonly unknown: readonly Unknown[];
}

type Environment = Readonly<Record<string, string>>;

/** GlideinWMS's words for `-dir`, and the variable each stands for. */
const words: Readonly<Record<string, string>> = {
  Condor: "_CONDOR_SCRATCH_DIR",
  CONDOR: "_CONDOR_SCRATCH_DIR",
  OSG: "OSG_WN_TMP",
  TMPDIR: "TMPDIR",
  ".": "PWD",
  "": "PWD",
};

/** GlideinWMS's order for `-dir AUTO`. */
const automatic = [
  "_CONDOR_SCRATCH_DIR",
  "OSG_WN_TMP",
  "TG_NODE_SCRATCH",
  "TG_CLUSTER_SCRATCH",
  "SCRATCH",
  "TMPDIR",
  "TMP",
  "PWD",
];

/** Directories of this node only: SCRATCH and the like usually name a file system shared by the whole cluster. */
const local = ["OSG_WN_TMP", "TG_NODE_SCRATCH", "TMPDIR", "TMP"];

/** The setting, else what the batch system made for the job, else the variables, else /tmp. */
export function scratchCandidates(
  workDir: Settings["GLIDEIN_Work_Dir"],
  hints: readonly ScratchHint[],
  env: Environment,
): ScratchCandidates {
  const unknown: Unknown[] = [];
  const variable = (name: string): readonly ScratchHint[] => {
    const path = env[name];
    if (path === undefined || path === "") return [];
    if (isAbsolute(path)) return [{ path: clean(path), from: `environment ${name}` }];
    unknown.push({ what: `environment ${name}`, why: `"${printable(path, 60)}" is not an absolute path` });
    return [];
  };
  const tmp: ScratchHint = { path: "/tmp", from: "default /tmp" };
  const wanted = workDir.value;
  const automaticOnes = wanted === "AUTO" ? automatic.flatMap(variable) : [...hints, ...local.flatMap(variable)];
  if (wanted === null || wanted === "AUTO") return { ordered: false, found: distinct(automaticOnes, tmp), unknown };
  const from = `GLIDEIN_Work_Dir (${describeSource(workDir.source)})`;
  const path = orderedPath(wanted, env);
  if (path === null) {
    const name = words[wanted] ?? "PWD";
    const why = `"${printable(wanted, 60)}" needs the variable ${name}, which is not an absolute path`;
    return { ordered: false, found: distinct(automaticOnes, tmp), unknown: [...unknown, { what: from, why }] };
  }
  return { ordered: true, found: distinct([{ path, from }], tmp), unknown };
}

/** null: the variable that is needed is not there. */
function orderedPath(wanted: string, env: Environment): string | null {
  if (isAbsolute(wanted)) return clean(wanted);
  const word = Object.hasOwn(words, wanted) ? words[wanted] : undefined;
  const base = env[word ?? "PWD"];
  if (base === undefined || !isAbsolute(base)) return null;
  return clean(word === undefined ? `${base}/${wanted}` : base);
}

const isAbsolute = (path: string): boolean => path.startsWith("/") && !path.includes("\0") && path.length <= 4096;

const clean = (path: string): string =>
  `/${path
    .split("/")
    .filter((name) => name !== "" && name !== ".")
    .join("/")}`;

function distinct(some: readonly ScratchHint[], last: ScratchHint): ScratchCandidates["found"] {
  const [first = last, ...others] = [...some, last].filter(
    ({ path }, index, all) => all.findIndex((other) => other.path === path) === index,
  );
  return [first, ...others];
}
