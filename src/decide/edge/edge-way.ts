import type { Facts } from "../../model/facts.ts";
import { type Knob, macro, text } from "../condor-config/entry.ts";

/** Every connection of HTCondor's goes through the edge that the settings name. */
export function edgeWayKnobs({ edge }: Facts): readonly Knob[] {
  if (edge === undefined || edge.broker === null) return [];
  // Without the brackets HTCondor registers with the broker and cannot make a connection.
  return [
    text("OUTBOUND_CCB_ADDRESS", `<${edge.broker.address}>`, `edge ${edge.name ?? ""} of ${edge.file}`),
    // After a restart of the edge it takes two attempts, because the first is made with a session that is gone.
    macro("CCB_RECONNECT_TIME", "$RANDOM_INTEGER(8,15)"),
  ];
}
