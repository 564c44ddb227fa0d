import type { AreaId } from "../../parse/gwms/arguments.ts";
import type { Digests } from "../../parse/gwms/signature.ts";
import { stockDigests } from "./stock-digests.ts";

/**
 * What stands in for a stock file of GlideinWMS:
 * `decision`: our own facts and decisions; `helper`: a file of ours under the same name, or the stock one where a
 * script asks for it; `frame`: a part of the pilot's own frame, which is ours even where somebody changed it.
 */
export interface Replacement {
  readonly kind: "decision" | "helper" | "frame";
  readonly by: string;
  /** A file of ours is there for scripts already, so the stock one is never fetched. */
  readonly isThere: boolean;
}

const decision = (by: string): Replacement => ({ kind: "decision", by, isThere: false });
const helper = (by: string): Replacement => ({ kind: "helper", by, isThere: false });
const ownHelper = (by: string): Replacement => ({ kind: "helper", by, isThere: true });
const frame = (by: string): Replacement => ({ kind: "frame", by, isThere: true });

/** Every stock file that is neither fetched nor run, and what does its work. */
export const replacements: Readonly<Record<string, Replacement>> = {
  "setup_script.sh": frame("ERROR_GEN_PATH is set before the first script"),
  "error_gen.sh": frame("main/error_gen.sh of ours"),
  "error_augment.sh": frame(
    "result documents are written by the pilot; main/error_augment.sh of ours for periodic scripts",
  ),
  "script_wrapper.sh": frame("main/script_wrapper.sh of ours, run by the startd"),
  "condor_startup.sh": frame("the plan, HTCondor's configuration, the supervision"),
  "advertise_failure.helper": frame(
    "the failure's document, and an ad where GLIDEIN_Report_Failed or GLIDEIN_Factory_Collector asks for one",
  ),
  condor_config: frame("HTCondor's configuration is written from the plan"),
  "condor_config.check.include": frame("HTCondor's configuration is written from the plan"),
  "condor_config.dedicated_starter.include": frame("HTCondor's configuration is written from the plan"),
  "condor_config.monitor.include": frame("no second startd for monitoring"),
  "condor_config.multi_schedd.include": frame("no second startd for monitoring"),
  "parse_starterlog.awk": frame("the startd's own history of jobs"),
  "cat_consts.sh": decision("constants are read by the pilot"),
  "condor_platform_select.sh": decision("the platform is chosen from the node's facts"),
  "collector_setup.sh": decision("decide/connection: one collector of each group"),
  "setup_network.sh": decision("CCB and the shared port, always"),
  "create_temp_mapfile.sh": decision("no GSI, no map file"),
  "create_mapfile.sh": decision("no GSI, no map file"),
  "setup_x509.sh": decision("probe/credential and the credential checks; renewals are followed"),
  "token_setup.sh": decision("probe/credential"),
  "check_proxy.sh": decision("the lifetime budget, every certificate of the proxy included"),
  "glexec_setup.sh": decision("glexec is not used"),
  "check_wn_drainstate.sh": decision("Machine/Job Features as facts; announced shutdowns are followed"),
  "mjf_setparams.sh": decision("Machine/Job Features as facts, published with their types"),
  "check_blacklist.sh": decision("the parts' lists of nodes, read by the pilot"),
  "validate_node.sh": decision("the checks of the node, MIN_DISK_GBS and CHECK_QUOTA included"),
  "java_setup.sh": decision("GLIDEIN_Java_Use: java is looked for in PATH"),
  "glidein_memory_setup.sh": decision("decide/resources: the least of every limit"),
  "glidein_cpus_setup.sh": decision("decide/resources: the least of every limit"),
  "glidein_sitewms_setup.sh": decision("probe/batch"),
  "smart_partitionable.sh": decision("decide/slots"),
  "singularity_setup.sh": decision("decide/container: the runtime is proven with an image of ours"),
  "cvmfs_helper_funcs.sh": decision("probe/machine: namespaces, FUSE"),
  "cvmfsexec_platform_select.sh": decision("nothing, unless GLIDEIN_USE_CVMFSEXEC is 1"),
  "cvmfs_setup.sh": decision("nothing, unless GLIDEIN_USE_CVMFSEXEC is 1"),
  "cvmfs_umount.sh": decision("nothing, unless GLIDEIN_USE_CVMFSEXEC is 1"),
  "glidein_lib.sh": helper("fetched where a script names it"),
  "singularity_lib.sh": helper("fetched where a script names it"),
  "singularity_wrapper.sh": helper("the pilot puts scripts of type exec:s into the container"),
  "default_singularity_wrapper.sh": helper("our job wrapper (GLIDEIN_Container_Runner)"),
  "setup_prejob.sh": helper("fetched where a wrapper or script names it; run before jobs by our job wrapper"),
  "gwms-python": ownHelper(".gwms.d/bin/gwms-python of ours"),
  condor_chirp: ownHelper(".gwms.d/bin/condor_chirp: HTCondor's own, in containers htchirp"),
  "gconfig.py": helper("fetched where a script names it"),
  "htchirp.tar.gz": helper("fetched where a wrapper puts jobs into containers, or a script names it"),
};

/** Scripts that mount CVMFS on demand; they are stock work that is done by the stock scripts themselves. */
const onDemandCvmfs = new Set([
  "cvmfs_helper_funcs.sh",
  "cvmfsexec_platform_select.sh",
  "cvmfs_setup.sh",
  "cvmfs_umount.sh",
]);

/** What is to be done with a listed file. `modified`: it has a stock file's name and is none. */
export type Disposition =
  | { readonly kind: "replaced"; readonly name: string; readonly replacement: Replacement; readonly modified: boolean }
  | { readonly kind: "custom"; readonly modified: boolean };

export interface StagedName {
  readonly area: AreaId;
  readonly name: string;
  readonly digests: Digests | undefined;
  /** Whether CVMFS is mounted on demand (GLIDEIN_USE_CVMFSEXEC is 1). */
  readonly cvmfsExec: boolean;
}

/** The digest decides, not the name: a script of a VO may be called what it wants, and a changed stock script is run. */
export function dispositionOf({ area, name, digests, cvmfsExec }: StagedName): Disposition {
  const replacement = Object.hasOwn(replacements, name) ? replacements[name] : undefined;
  if (replacement === undefined) return { kind: "custom", modified: false };
  if (cvmfsExec && onDemandCvmfs.has(name)) return { kind: "custom", modified: false };
  const stock = digests?.sha1 !== undefined && stockOf(name).has(base64url(digests.sha1).slice(0, 12));
  // Only the factory's own part holds the frame; elsewhere a file of that name is somebody's own.
  const frames = replacement.kind === "frame" && area === "main";
  if (stock || frames) return { kind: "replaced", name, replacement, modified: !stock };
  return { kind: "custom", modified: area === "main" || name === "cat_consts.sh" || name === "check_blacklist.sh" };
}

const stockOf = (name: string): ReadonlySet<string> =>
  new Set(Object.hasOwn(stockDigests, name) ? stockDigests[name]?.split(/\s+/u) : []);

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Hexadecimal digits as base64url without padding, as the table has them. */
function base64url(hex: string): string {
  const bits = Array.from(hex, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
  return (bits.match(/.{1,6}/gu) ?? []).map((six) => alphabet.charAt(Number.parseInt(six.padEnd(6, "0"), 2))).join("");
}
