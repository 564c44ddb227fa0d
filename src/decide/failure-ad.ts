import type { Failure } from "../model/failure.ts";
import type { Plan } from "../model/plan.ts";
import type { Settings } from "../model/settings.ts";
import { type ClassAdValue, classAdLiteral } from "../parse/classad/literal.ts";

/**
 * Whether the pool is told of a failed glidein while it holds the node. GlideinWMS's words: NEVER, ALIVEONLY, and any
 * other means yes; the ad is taken back at the end in each case.
 */
export const reportsFailures = ({ GLIDEIN_Report_Failed: { value } }: Settings): boolean =>
  value.toUpperCase() !== "NEVER";

export interface FailureAdInput {
  readonly plan: Plan;
  readonly failure: Failure;
  readonly status: number;
  readonly now: number;
  /** End of the hold. */
  readonly until: number;
}

/**
 * A slot that takes nothing and says why, in HTCondor's line format. Its name is the glidein's own, so that it is one ad
 * however often it is sent, and is found again to be taken back.
 */
export function failureAd({ plan, failure, status, now, until }: FailureAdInput): string {
  const published = Object.entries(plan.attributes).flatMap(([name, { sourced, published: shown, type }]) =>
    shown && type !== "expression" ? [[name, valueOf(sourced.value, type)] as const] : [],
  );
  const text = (value: string): ClassAdValue => ({ kind: "string", value: value.replaceAll(/\s*\n\s*/gu, " ") });
  const number = (value: number): ClassAdValue => ({ kind: "integer", value: Math.floor(value) });
  const own: readonly (readonly [string, ClassAdValue])[] = [
    ["MyType", text("Machine")],
    ["TargetType", text("Job")],
    ["Name", text(plan.name)],
    ["Machine", text(plan.name)],
    ["MyAddress", text(addressOf(plan.name))],
    ["State", text("Drained")],
    ["Activity", text("Retiring")],
    ["SlotType", text("Static")],
    ["SlotID", number(1)],
    ["Start", { kind: "boolean", value: false }],
    ...(["Cpus", "Memory", "Disk", "TotalSlots"] as const).map((name) => [name, number(1)] as const),
    ["GLIDEIN_Name", text(plan.name)],
    ["GLIDEIN_Failed", { kind: "boolean", value: true }],
    ["GLIDEIN_EXIT_CODE", number(status)],
    ["GLIDEIN_ADVERTISE_TYPE", text("Retiring")],
    ["GLIDEIN_FAILURE_REASON", text(`${failure.subject}: ${failure.problem} [${failure.code}]`)],
    ["GLIDEIN_ToDie", number(until)],
    ["GLIDEIN_Expire", number(until)],
    // Gone by itself if we cannot take it back.
    ["ClassAdLifetime", number(until - now + margin)],
  ];
  const merged = new Map([...published, ...own].map(([name, value]) => [name.toLowerCase(), [name, value] as const]));
  return [...merged.values()]
    .flatMap(([name, value]) => {
      const literal = classAdLiteral(value);
      return literal.ok ? [`${name} = ${literal.value}\n`] : [];
    })
    .join("");
}

const margin = 60;

/** Nobody can call it; the collector wants an address all the same, and knows the ad by it and its name. */
const addressOf = (name: string): string => `<127.0.0.1:1?noUDP&alias=${name.replaceAll(/[^A-Za-z0-9_.-]/gu, "_")}>`;

/** What takes the ad back: by its key, because HTCondor 23.9 leaves an ad without a private part when asked by a constraint. */
export function failureRetraction(name: string): string {
  const literal = classAdLiteral({ kind: "string", value: name });
  const quoted = literal.ok ? literal.value : '""';
  return [
    'MyType = "Query"',
    'TargetType = "Machine"',
    `Name = ${quoted}`,
    `MyAddress = "${addressOf(name)}"`,
    `Requirements = Name == ${quoted}`,
    "",
  ].join("\n");
}

function valueOf(value: number | string | boolean, type: string): ClassAdValue {
  if (typeof value === "boolean") return { kind: "boolean", value };
  if (typeof value === "string") return { kind: "string", value };
  return { kind: type === "real" ? "real" : "integer", value };
}
