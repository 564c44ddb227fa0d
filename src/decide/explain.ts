import type { Facts } from "../model/facts.ts";
import { type Named, named, type Sourced, sourced } from "../model/provenance.ts";
import type { Settings } from "../model/settings.ts";
import { isObject } from "../parse/shape.ts";
import { derivePlanFields } from "./explain-plan.ts";
import type { PlanDecision } from "./plan.ts";

export interface Explainable {
  /** Null for a name that nothing has. Case does not count; `slots[0].cpus` and `slots.0.cpus` are the same. */
  find(name: string): Named | null;
  /** Names for suggestions. */
  readonly names: readonly string[];
}

/**
 * Where everything comes from that can be asked for: attributes, fields of the plan by path or, where that is
 * unique, by the last part of it, settings, and facts by path.
 */
export function explainable({ plan, derivations }: PlanDecision, facts: Facts, settings: Settings): Explainable {
  const { extra, ...rows } = settings;
  const attributes = Object.entries(plan.attributes).map(([name, attribute]) => named(name, attribute.sourced));
  const written = Object.entries<Sourced<unknown>>({ ...rows, ...extra }).map(([name, value]) => named(name, value));
  const fields = derivePlanFields(plan, derivations, settings);
  const short = shortNames(fields);
  const aliases = Object.entries({ memory: "resources.memoryMiB", disk: "resources.diskMiB" }).flatMap(([name, path]) =>
    fields.filter((field) => field.name === path).map((field) => ({ ...field, name })),
  );
  const known = new Map<string, Named>();
  // The first of a name counts: an attribute is the outcome of the setting of its name.
  for (const one of [...attributes, ...fields, ...written, ...short, ...aliases]) {
    const key = one.name.toLowerCase();
    if (!known.has(key)) known.set(key, one);
  }
  return {
    find: (name) => {
      const path = name.replaceAll(/\[([0-9]{1,6})\]/gu, ".$1");
      return known.get(path.toLowerCase().replace(/^attributes\./u, "")) ?? factAt(facts, path);
    },
    names: [...known.values()].map(({ name }) => name),
  };
}

/** `dieAt` for `lifetime.dieAt`, where no other section has a field of that name. */
function shortNames(fields: readonly Named[]): readonly Named[] {
  const parts = fields
    .map((field) => ({ field, parts: field.name.split(".") }))
    .filter(({ parts }) => parts.length === 2);
  return parts.flatMap(({ field, parts: [, name = ""] }) =>
    parts.filter((other) => other.parts[1] === name).length === 1 ? [{ ...field, name }] : [],
  );
}

function factAt(facts: Facts, path: string): Named | null {
  const value = valueAt(facts, path.split("."));
  if (value === undefined) return null;
  return named(path, sourced(value, { kind: "probe", probe: "facts", evidence: reasonIn(value) ?? path }));
}

const reasonIn = (value: unknown): string | null =>
  isObject(value) && typeof value["reason"] === "string" && value["reason"] !== "" ? value["reason"] : null;

/** Keys may have points in them (`machine.total_cpu`), so the longest that is there counts. */
function valueAt(value: unknown, parts: readonly string[]): unknown {
  if (parts.length === 0) return value;
  if (typeof value !== "object" || value === null) return undefined;
  const entries: ReadonlyMap<string, unknown> = new Map(
    Object.entries(value).map(([key, one]) => [key.toLowerCase(), one]),
  );
  for (let length = parts.length; length > 0; length -= 1) {
    const key = parts.slice(0, length).join(".").toLowerCase();
    if (entries.has(key)) return valueAt(entries.get(key), parts.slice(length));
  }
  return undefined;
}
