import type { LaunchOrder } from "../../model/launch.ts";
import { type Source, type Sourced, sourced } from "../../model/provenance.ts";
import type { Settings } from "../../model/settings.ts";

export interface RankOfOrder {
  readonly node: number;
  readonly local: number;
  readonly rank: number;
}

/** The settings of one glidein of a launch: those of all, and which one it is. */
export function rankSettings(
  { settings, id, directory, nodes, perNode }: LaunchOrder,
  { node, local, rank }: RankOfOrder,
  report: string,
): Settings {
  const source: Source = { kind: "file", path: `${directory}/order.json` };
  const said = <T>(value: T): Sourced<T> => sourced(value, source);
  return {
    ...settings,
    GLIDEIN_Launch: said(id),
    GLIDEIN_Launch_Rank: said(rank),
    GLIDEIN_Launch_Size: said(nodes * perNode),
    GLIDEIN_Node_Rank: said(node),
    GLIDEIN_Node_Count: said(nodes),
    GLIDEIN_Local_Rank: said(local),
    GLIDEIN_Per_Node: said(perNode),
    GLIDEIN_Report: said(report),
    // The launch holds, when none of them serves: one broken node must not keep the others' allocation.
    GLIDEIN_Hold_Time: said(0),
  };
}
