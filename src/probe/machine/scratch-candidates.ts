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

export type ScratchSettings = Pick<Settings, "GLIDEIN_Work_Dir"> & Partial<Pick<Settings, "GLIDEIN_Scratch">>;

/** The setting, else the site's list, else what the batch system made for the job, else the variables, else /tmp. */
export function scratchCandidates(
  { GLIDEIN_Work_Dir: workDir, GLIDEIN_Scratch: listed }: ScratchSettings,
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
  const ofSite = listed === undefined ? [] : hintsOf(listed, env, unknown);
  const automaticOnes =
    wanted === "AUTO" ? automatic.flatMap(variable) : [...ofSite, ...hints, ...local.flatMap(variable)];
  if (wanted === null || wanted === "AUTO") return { ordered: false, found: distinct(automaticOnes, tmp), unknown };
  const by = `GLIDEIN_Work_Dir (${describeSource(workDir.source)})`;
  const path = orderedPath(wanted, env);
  if (path === null) {
    const name = words[wanted] ?? "PWD";
    const why = `"${printable(wanted, 60)}" needs the variable ${name}, which is not an absolute path`;
    return { ordered: false, found: distinct(automaticOnes, tmp), unknown: [...unknown, { what: by, why }] };
  }
  return { ordered: true, found: distinct([{ path, from: by }], tmp), unknown };
}

/** A list is written for many nodes, and not all of them have every variable in it. */
function hintsOf(listed: Settings["GLIDEIN_Scratch"], env: Environment, unknown: Unknown[]): readonly ScratchHint[] {
  const from = `GLIDEIN_Scratch (${describeSource(listed.source)})`;
  return listed.value.flatMap((text) => {
    const path = withVariables(text, env);
    if (path === null || path === "") return [];
    if (isAbsolute(path)) return [{ path: clean(path), from }];
    unknown.push({ what: from, why: `"${printable(text, 60)}" is not an absolute path` });
    return [];
  });
}

/** null: the variable that is needed is not there. */
function orderedPath(wanted: string, env: Environment): string | null {
  if (isAbsolute(wanted)) return clean(wanted);
  const word = Object.hasOwn(words, wanted) ? words[wanted] : undefined;
  const base = env[word ?? "PWD"];
  if (base === undefined || !isAbsolute(base)) return null;
  return clean(word === undefined ? `${base}/${wanted}` : base);
}

/** `$NAME` and `${NAME}`; null when one of them is not set. */
function withVariables(text: string, env: Environment): string | null {
  let unset = false;
  const path = text.replaceAll(
    /\$(?:([A-Za-z_]\w{0,127})|\{([A-Za-z_]\w{0,127})\})/gu,
    (_, bare?: string, braced?: string) => {
      const name = bare ?? braced ?? "";
      const value = Object.hasOwn(env, name) ? (env[name] ?? "") : "";
      if (value === "") unset = true;
      return value;
    },
  );
  return unset ? null : path;
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
