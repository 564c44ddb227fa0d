import type { Facts } from "../../model/facts.ts";
import { ok, type Result } from "../../model/result.ts";
import { type Knob, macro, text } from "../condor-config/entry.ts";
import type { ConnectionPlan } from "../connection.ts";

/** An endpoint of the pool, by the address that the edge knows where the node cannot look its name up. */
function reachableAs({ edge }: Facts, endpoint: string): string {
  const [, name = "", rest = ""] = /^([^:?]+)(.*)$/su.exec(endpoint) ?? [];
  const address = Object.entries(edge?.hosts ?? {}).find(([known]) => known === name.toLowerCase())?.[1];
  if (address === undefined) return endpoint;
  return `${address.includes(":") ? `[${address}]` : address}${rest}`;
}

/** The connection as this node can make it. */
export function throughEdge<E>(facts: Facts, connection: Result<ConnectionPlan, E>): Result<ConnectionPlan, E> {
  if (!connection.ok) return connection;
  const { collectors, brokers } = connection.value;
  const known = (endpoint: string): string => reachableAs(facts, endpoint);
  return ok({ ...connection.value, collectors: collectors.map(known), brokers: brokers.map(known) });
}

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
