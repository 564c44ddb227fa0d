import type { Attribute } from "../../model/plan.ts";
import { describeSource } from "../../model/provenance.ts";
import { expression, flag, integer, type Knob, literal, text } from "./entry.ts";

/** Why no new job is taken, for whoever looks into the pool; empty while jobs are. It changes with the runtime configuration. */
export const drainReason = "GLIDEIN_Drain_Reason";

/** Attributes as knobs of their own, and the list of those that the slots' ads show. */
export function attributeKnobs(attributes: Readonly<Record<string, Attribute>>): readonly Knob[] {
  const published = Object.entries(attributes).filter(([, attribute]) => attribute.published);
  const names = published.map(([name]) => name).join(", ");
  return [
    ...published.map(([name, attribute]) => attributeKnob(name, attribute)),
    text("STARTD_ATTRS", `${names}, ${drainReason}`),
    text("MASTER_ATTRS", names),
  ];
}

/** One attribute as a knob of its name. */
export function attributeKnob(name: string, { sourced, type }: Attribute): Knob {
  const from = describeSource(sourced.source);
  const { value } = sourced;
  switch (type) {
    case "integer":
      return integer(name, Number(value), from);
    case "real":
      return { knob: name, value: { kind: "real", value: Number(value) }, from };
    case "boolean":
      return flag(name, value === true, from);
    case "string":
      return literal(name, String(value), from);
    case "expression":
      return expression(name, String(value), [], from);
    default:
      return type satisfies never;
  }
}
