// A GlideinWMS staging area, written from its formats: what a factory and a frontend publish, with or without faults.
import { createHash } from "node:crypto";
import { stockDigests } from "../../src/decide/staging/stock-digests.ts";
import type { AreaId } from "../../src/parse/gwms/arguments.ts";
import { tinyTar } from "./tiny-tar.ts";

const stamp = "q1b2c3";
const stamped = (name: string): string => name.replace(/(\.[^.]*)?$/u, `.${stamp}$1`);
export const sha1 = (content: string | Uint8Array): string => createHash("sha1").update(content).digest("hex");

export interface AreaFile {
  readonly name: string;
  /** Absent: a stock file, of which only the digest is published; nobody may ask for it. */
  readonly content?: string | Uint8Array;
  readonly list?: string;
  readonly type?: string;
  readonly period?: number;
  readonly prefix?: string;
  readonly condition?: string;
  readonly config?: string;
}

const lists: Readonly<Record<AreaId, readonly string[]>> = {
  main: ["file_list", "precvmfs_file_list", "at_file_list", "after_file_list"],
  entry: ["file_list"],
  client: ["preentry_file_list", "file_list", "aftergroup_file_list", "aftergroup_preentry_file_list"],
  client_group: ["preentry_file_list", "file_list"],
};

/** One part as it is published: server name → content. */
export interface PublishedPart {
  readonly files: ReadonlyMap<string, Buffer>;
  readonly description: string;
  readonly signature: string;
}

export function publishPart(
  id: AreaId,
  files: readonly AreaFile[],
  extra: Readonly<Record<string, string>> = {},
): PublishedPart {
  const published = new Map<string, Buffer>();
  const digests = new Map<string, string>();
  const put = (name: string, content: string | Uint8Array, signed = true): void => {
    published.set(name, Buffer.from(content as Uint8Array));
    if (signed) digests.set(name, sha1(content));
  };
  const rows = new Map<string, string[]>(lists[id].map((list) => [list, []]));
  for (const file of files) {
    const type = file.type ?? "regular";
    const remote = type === "nocache" ? file.name : stamped(file.name);
    if (file.content === undefined) digests.set(remote, stockSha1(file.name));
    else put(remote, file.content, type !== "nocache");
    rows
      .get(file.list ?? lists[id][0] ?? "")
      ?.push(
        [
          file.name,
          remote,
          type,
          file.period ?? 0,
          file.prefix ?? "GLIDEIN_PS_",
          file.condition ?? "TRUE",
          file.config ?? "FALSE",
        ].join(" \t"),
      );
  }
  const kinds: string[] = [];
  for (const [list, lines] of rows) {
    const name = stamped(`${list}.lst`);
    put(name, listText(name, lines));
    kinds.push(`${list} \t${name}`);
  }
  const signature = stamped("signature.sha1");
  const description = stamped("description.cfg");
  const text = [
    `# File: ${description}`,
    "#",
    `signature \t${signature}`,
    ...kinds,
    ...Object.entries(extra).map(([kind, name]) => `${kind} \t${name}`),
    "",
  ].join("\n");
  put(description, text);
  const signed = [`# File: ${signature}`, "#", ...[...digests].map(([name, digest]) => `${digest}  ${name}`), ""].join(
    "\n",
  );
  put(signature, signed, false);
  return { files: published, description, signature: sha1(signed) };
}

function listText(name: string, lines: readonly string[]): string {
  const columns = ["Outfile", "InFile        ", "Cache/exec", "Period", "Prefix", "Condition", "ConfigOut"].join(" \t");
  return [`# File: ${name}`, "#", `# ${columns}`, "#".repeat(89), ...lines, ""].join("\n");
}

/** That of a release, as far as it is known. */
function stockSha1(name: string): string {
  const [first] = (stockDigests[name] ?? "").trim().split(/\s+/u);
  return Buffer.from((first ?? "").padEnd(27, "A"), "base64url").toString("hex");
}

const stock = (list: string, ...names: readonly string[]): readonly AreaFile[] =>
  names.map((name) => ({ name, list, type: "exec" }));

const table = (values: Readonly<Record<string, string>>): string =>
  `# File: x\n#\n${Object.entries(values)
    .map(([name, value]) => `${name} \t${value}\n`)
    .join("")}`;

export interface AreaOptions {
  readonly constants?: Partial<Record<AreaId, Readonly<Record<string, string>>>>;
  readonly vars?: Partial<Record<AreaId, readonly string[]>>;
  readonly files?: Partial<Record<AreaId, readonly AreaFile[]>>;
  readonly untar?: Partial<Record<AreaId, Readonly<Record<string, string>>>>;
  readonly blacklist?: string;
  /** HTCondor for every platform that the node may be. */
  readonly condor?: Uint8Array;
}

const stockVariables = [
  "GLIDEIN_Factory S - + Y Y @",
  "GLIDEIN_Name S - + Y Y @",
  "GLIDEIN_Entry_Name S - + Y Y @",
  "GLIDEIN_Site S $GLIDEIN_Entry_Name + N Y @",
  "GLIDEIN_CredentialIdentifier S - + Y Y -",
  "CONDORG_CLUSTER I - GLIDEIN_ClusterId Y Y @",
  "CONDORG_SUBCLUSTER I - GLIDEIN_ProcId Y Y @",
  "CONDORG_SCHEDD S - GLIDEIN_Schedd Y Y @",
  "GLIDECLIENT_Name S - + N Y @",
  "GLIDECLIENT_Group S - + N Y @",
  "GLIDEIN_Collector C - HEAD_NODE Y N -",
  "GLIDEIN_Max_Idle I 1200 + N Y -",
  "GLIDEIN_CPUS C 1 + N N @",
  "MAX_STARTD_LOG I 10000000 + N N -",
  "GLIDEIN_HAS_SINGULARITY_AUX C \\\\$\\\\(HAS_SINGULARITY\\\\:False\\\\) + N N -",
];

/** All four parts with the stock files in their places and what a test adds. */
export function publishArea(options: AreaOptions = {}): ReadonlyMap<AreaId, PublishedPart> {
  const condor: AreaFile = {
    name: "condor_bin_default-default-default.tgz",
    content: options.condor ?? tinyTar({ "condor-23/sbin/nothing": "#!/bin/sh\n" }),
    type: "untar",
    condition: "CONDOR_PLATFORM_default-default-default",
    config: "CONDOR_DIR",
  };
  const blacklist = options.blacklist ?? "# nobody\n";
  const common = (id: AreaId): readonly AreaFile[] => [
    { name: "constants.cfg", content: table(options.constants?.[id] ?? {}), config: "CONSTS_FILE" },
    {
      name: "condor_vars.lst",
      content: variables([...(id === "main" ? stockVariables : []), ...(options.vars?.[id] ?? [])]),
      config: "CONDOR_VARS_FILE",
    },
    {
      name: "untar.cfg",
      content: table({
        ...(id === "main" ? { "condor_bin_default-default-default.tgz": "condor" } : {}),
        ...options.untar?.[id],
      }),
      config: "UNTAR_CFG_FILE",
    },
  ];
  const own = (id: AreaId): readonly AreaFile[] => options.files?.[id] ?? [];
  const listed = (id: AreaId, list: string): readonly AreaFile[] => [
    ...common(id).map((file) => ({ ...file, list })),
    { name: "nodes.blacklist", content: blacklist, type: "nocache", config: "BLACKLIST_FILE", list },
    ...stock(list, "cat_consts.sh", "check_blacklist.sh"),
    ...own(id),
  ];
  const main: readonly AreaFile[] = [
    ...["error_gen.sh", "error_augment.sh", "condor_config", "singularity_lib.sh"].map((name) => ({ name })),
    ...common("main"),
    ...stock("file_list", "setup_script.sh", "cat_consts.sh", "condor_platform_select.sh"),
    condor,
    ...stock("file_list", "collector_setup.sh", "gwms-python", "condor_startup.sh", "cvmfs_helper_funcs.sh"),
    { name: "setup_x509.sh", type: "exec", period: 60, prefix: "NOPREFIX" },
    { name: "mjf_setparams.sh", type: "exec", period: 1800, prefix: "MJF_" },
    ...stock("precvmfs_file_list", "cvmfs_setup.sh"),
    ...stock("at_file_list", "singularity_setup.sh", "condor_chirp", "gconfig.py"),
    ...stock(
      "after_file_list",
      "check_proxy.sh",
      "validate_node.sh",
      "setup_network.sh",
      "glidein_memory_setup.sh",
      "glidein_cpus_setup.sh",
      "glidein_sitewms_setup.sh",
      "smart_partitionable.sh",
    ),
    ...own("main"),
  ];
  return new Map<AreaId, PublishedPart>([
    ["main", publishPart("main", main, { last_script: "condor_startup.sh", condor_config: "condor_config" })],
    ["entry", publishPart("entry", listed("entry", "file_list"))],
    ["client", publishPart("client", listed("client", "preentry_file_list"))],
    ["client_group", publishPart("client_group", listed("client_group", "preentry_file_list"))],
  ]);
}

const variables = (lines: readonly string[]): string =>
  `# File: v\n#\n${lines.map((line) => `${line.replaceAll(" ", " \t")}\n`).join("")}`;
