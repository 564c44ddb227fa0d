import type { ConfigEntry, ConfigValue } from "../../parse/condor-config-text.ts";

/** One knob, with what its value comes from; the writer puts that in a comment above. */
export type Knob = ConfigEntry;

const entry = (knob: string, value: ConfigValue, from?: string): Knob => ({
  knob,
  value,
  ...(from === undefined ? {} : { from }),
});

/** Exactly this text. */
export const text = (knob: string, value: string, from?: string): Knob =>
  entry(knob, { kind: "text", text: value }, from);
/** Text of ours with references to other knobs. */
export const macro = (knob: string, value: string, from?: string): Knob =>
  entry(knob, { kind: "macro", text: value }, from);
export const integer = (knob: string, value: number, from?: string): Knob =>
  entry(knob, { kind: "integer", value }, from);
export const flag = (knob: string, value: boolean, from?: string): Knob =>
  entry(knob, { kind: "boolean", value }, from);
export const literal = (knob: string, value: string, from?: string): Knob =>
  entry(knob, { kind: "string-literal", text: value }, from);
export const expression = (knob: string, value: string, macros: readonly string[] = [], from?: string): Knob =>
  entry(knob, { kind: "expression", text: value, ...(macros.length === 0 ? {} : { macros }) }, from);
