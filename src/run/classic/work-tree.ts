import { join } from "node:path";
import { addConfigLine } from "../../apply/custom-scripts/add-config-line.ts";
import { gwmsPaths, gwmsPython, idSelectors, loggingUtils, uuencode } from "../../apply/custom-scripts/path-helpers.ts";
import { scriptWrapper } from "../../apply/custom-scripts/periodic-helpers.ts";
import { errorAugment, errorGen } from "../../apply/custom-scripts/result-helpers.ts";
import type { GlideinConfigFile } from "../../apply/staging/glidein-config-file.ts";
import { noSpace } from "../../apply/work-directory.ts";
import type { Actor } from "../../host/actor.ts";
import type { Failure } from "../../model/failure.ts";
import type { Source } from "../../model/provenance.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { AreaId, ClassicArguments } from "../../parse/gwms/arguments.ts";
import { areaDirectory } from "./areas.ts";

const programs = ".gwms.d/bin";
const directories = [
  ".gwms.d",
  programs,
  ".gwms.d/lib",
  ".gwms.d/lib/python",
  ".gwms.d/exec",
  ".gwms.d/exec/setup",
  ".gwms.d/exec/prejob",
  ".gwms.d/exec/postjob",
  ".gwms.d/exec/cleanup",
  ".gwms.d/exec/setup_singularity",
  "main",
  "condor_config.d",
  "tmp/local",
];
const sources: readonly (readonly [name: string, text: string])[] = [
  ["add_config_line.source", addConfigLine],
  ["get_id_selectors.source", idSelectors],
  ["logging_utils.source", loggingUtils],
  ["b64uuencode.source", uuencode],
  ["glidein_paths.source", gwmsPaths],
];
const executables: readonly (readonly [name: string, text: string])[] = [
  ["main/error_gen.sh", errorGen],
  ["main/error_augment.sh", errorAugment],
  ["main/script_wrapper.sh", scriptWrapper],
  [`${programs}/gwms-python`, gwmsPython],
];

/** The tree that scripts know: directories of the parts, files to source, `.gwms.d`. */
export function makeWorkTree(actor: Actor, work: string, args: ClassicArguments): Result<null, Failure> {
  const parts = args.areas
    .filter(({ id }) => id !== "main")
    .map(({ id }) => areaDirectory(id, args.entry, args.clientGroup));
  for (const path of [...directories, ...parts]) {
    const made = actor.makeDirectory(join(work, path));
    if (!made.ok) return err(noSpace(join(work, path), made.error.what));
  }
  const files = [
    ...sources.map(([name, text]) => ({ name, text, mode: 0o644 })),
    ...executables.map(([name, text]) => ({ name, text, mode: 0o755 })),
    { name: "wrapper_list.lst", text: "", mode: 0o644 },
  ];
  for (const { name, text, mode } of files) {
    const written = actor.writeFile(join(work, name), text, mode);
    if (!written.ok) return err(noSpace(join(work, name), written.error.what));
  }
  return ok(null);
}

export interface FirstValues {
  readonly args: ClassicArguments;
  readonly work: string;
  readonly uuid: string;
  readonly pid: number;
  readonly startDirectory: string;
  readonly proxy: string;
  readonly token: string;
}

/** The keys that `glidein_config` begins with, in GlideinWMS's order, then the factory's parameters. */
export function firstValues(config: GlideinConfigFile, first: FirstValues): Result<null, Failure> {
  const { args, work } = first;
  const area = (id: AreaId) => args.areas.find((one) => one.id === id);
  const directory = (id: AreaId): string => join(work, areaDirectory(id, args.entry, args.clientGroup));
  const client = area("client");
  const group = area("client_group");
  const rows: readonly (readonly [string, string] | null)[] = [
    ["GLIDEIN_UUID", first.uuid],
    ["GLIDEIN_Factory", args.factory],
    ["GLIDEIN_Name", args.name],
    ["GLIDEIN_Entry_Name", args.entry],
    args.client === "" ? null : ["GLIDECLIENT_Name", args.client],
    args.clientGroup === "" ? null : ["GLIDECLIENT_Group", args.clientGroup],
    ["GLIDEIN_CredentialIdentifier", args.credentialId],
    ["CONDORG_CLUSTER", args.cluster],
    ["CONDORG_SUBCLUSTER", args.subcluster],
    ["CONDORG_SCHEDD", args.schedd],
    ["DEBUG_MODE", args.mode === "nodebug" ? "0" : args.mode === "check" ? "2" : "1"],
    ["GLIDEIN_STARTUP_PID", String(first.pid)],
    ["GLIDEIN_START_DIR_ORIG", first.startDirectory],
    ["GLIDEIN_WORKSPACE_ORIG", work],
    ["GLIDEIN_WORK_DIR", directory("main")],
    ["GLIDEIN_ENTRY_WORK_DIR", directory("entry")],
    ["TMP_DIR", join(work, "tmp")],
    ["GLIDEIN_LOCAL_TMP_DIR", join(work, "tmp/local")],
    ["PROXY_URL", first.proxy],
    ["DESCRIPTION_FILE", area("main")?.description ?? ""],
    ["DESCRIPTION_ENTRY_FILE", area("entry")?.description ?? ""],
    ["GLIDEIN_Signature", area("main")?.signature ?? ""],
    ["GLIDEIN_Entry_Signature", area("entry")?.signature ?? ""],
    client === undefined ? null : ["GLIDECLIENT_WORK_DIR", directory("client")],
    client === undefined ? null : ["GLIDECLIENT_DESCRIPTION_FILE", client.description],
    client === undefined ? null : ["GLIDECLIENT_Signature", client.signature],
    group === undefined ? null : ["GLIDECLIENT_GROUP_WORK_DIR", directory("client_group")],
    group === undefined ? null : ["GLIDECLIENT_DESCRIPTION_GROUP_FILE", group.description],
    group === undefined ? null : ["GLIDECLIENT_Group_Signature", group.signature],
    ["B64UUENCODE_SOURCE", join(work, "b64uuencode.source")],
    ["ADD_CONFIG_LINE_SOURCE", join(work, "add_config_line.source")],
    ["GET_ID_SELECTORS_SOURCE", join(work, "get_id_selectors.source")],
    ["LOGGING_UTILS_SOURCE", join(work, "logging_utils.source")],
    ["GLIDEIN_PATHS_SOURCE", join(work, "glidein_paths.source")],
    ["WRAPPER_LIST", join(work, "wrapper_list.lst")],
    ["SLOTS_LAYOUT", args.layout],
    ["GLIDEIN_INITIALIZED", "0"],
    ["GLIDEIN_ADVERTISE_ONLY", "0"],
    ["GLIDEIN_CONDOR_TOKEN", first.token],
    ["ERROR_GEN_PATH", join(work, "main/error_gen.sh")],
  ];
  for (const row of rows) {
    if (row === null) continue;
    const set = config.set(row[0], row[1], { kind: "option", flag: optionOf(row[0]) });
    if (!set.ok) return set;
  }
  for (const { name, value } of args.parameters) {
    const source: Source = { kind: "option", flag: `-param_${name}` };
    const set = config.set(name, value, source);
    if (!set.ok) return set;
  }
  return ok(null);
}

const optionOf = (name: string): string => (name === "SLOTS_LAYOUT" ? "-slotslayout" : "of the factory");
