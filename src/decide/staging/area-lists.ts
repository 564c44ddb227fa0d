import type { AreaId } from "../../parse/gwms/arguments.ts";

/** One list of files of one part of a staging area. */
export interface AreaList {
  readonly area: AreaId;
  /** Its kind in the part's description. */
  readonly kind: string;
}

/** All lists in the order in which GlideinWMS works through them: each may build on what the ones before it left. */
export const areaLists: readonly AreaList[] = [
  { area: "main", kind: "file_list" },
  { area: "client", kind: "preentry_file_list" },
  { area: "client_group", kind: "preentry_file_list" },
  { area: "client", kind: "aftergroup_preentry_file_list" },
  { area: "entry", kind: "file_list" },
  { area: "main", kind: "precvmfs_file_list" },
  { area: "main", kind: "at_file_list" },
  { area: "client", kind: "file_list" },
  { area: "client_group", kind: "file_list" },
  { area: "client", kind: "aftergroup_file_list" },
  { area: "main", kind: "after_file_list" },
];

/** Before the names in `glidein_config` that a part's files get. */
export const configPrefix = {
  main: "",
  entry: "ENTRY_",
  client: "GLIDECLIENT_",
  client_group: "GLIDECLIENT_GROUP_",
} as const satisfies Record<AreaId, string>;

/** The lists of a pilot whose staging area has these parts. */
export const listsOf = (areas: ReadonlySet<AreaId>): readonly AreaList[] =>
  areaLists.filter(({ area }) => areas.has(area));

/** Without a group the lists after it may be missing from the client's description; every other list must be there. */
export const mayBeMissing = ({ kind }: AreaList, areas: ReadonlySet<AreaId>): boolean =>
  kind.startsWith("aftergroup_") && !areas.has("client_group");
