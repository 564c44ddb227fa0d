import type { Failure } from "../model/failure.ts";
import type { Plan } from "../model/plan.ts";
import type { Settings } from "../model/settings.ts";
import { type ClassAdValue, classAdLiteral } from "../parse/classad/literal.ts";
import { redactSecrets } from "../parse/redact.ts";
import { chooseEndpoints } from "./connection.ts";

/** One kind of collectors that hear of a failed glidein. */
export interface Notice {
  /** The pool gets the ad of a slot, the factory that of a master. */
  readonly to: "pool" | "factory";
  readonly collectors: readonly string[];
}

/**
 * Who is told of a failed glidein while it holds its node. GlideinWMS's words: NEVER, ALIVEONLY, and any other means yes;
 * the ad is taken back at the end in each case. A factory with an address that cannot be is told nothing.
 */
export function decideNotices(
  settings: Pick<Settings, "GLIDEIN_Report_Failed" | "GLIDEIN_Factory_Report_Failed" | "GLIDEIN_Factory_Collector">,
  pool: readonly string[],
  choice: number,
): readonly Notice[] {
  const wanted = (word: string): boolean => word.toUpperCase() !== "NEVER";
  const factory = chooseEndpoints("GLIDEIN_Factory_Collector", settings.GLIDEIN_Factory_Collector, choice);
  const collectors = factory.ok ? factory.value : [];
  return [
    ...(wanted(settings.GLIDEIN_Report_Failed.value) ? [{ to: "pool", collectors: pool } as const] : []),
    ...(collectors.length > 0 && wanted(settings.GLIDEIN_Factory_Report_Failed.value ?? "ALIVEONLY")
      ? [{ to: "factory", collectors } as const]
      : []),
  ];
}

export interface FailureAdInput {
  readonly to: Notice["to"];
  readonly plan: Plan;
  readonly failure: Failure;
  readonly status: number;
  readonly now: number;
  /** End of the hold. */
  readonly until: number;
  /** Of a staging area, after which it failed. */
  readonly lastScript?: string;
}

/**
 * A slot that takes nothing and says why, or a master without one, in HTCondor's line format. Its name is the glidein's own, so that it is one ad
 * however often it is sent, and is found again to be taken back.
 */
export function failureAd({ to, plan, failure, status, now, until, lastScript }: FailureAdInput): string {
  const published = Object.entries(plan.attributes).flatMap(([name, { sourced, published: shown, type }]) =>
    shown && type !== "expression" ? [[name, valueOf(sourced.value, type)] as const] : [],
  );
  const text = (value: string): ClassAdValue => ({ kind: "string", value: value.replaceAll(/\s*\n\s*/gu, " ") });
  const number = (value: number): ClassAdValue => ({ kind: "integer", value: Math.floor(value) });
  const own: readonly (readonly [string, ClassAdValue])[] = [
    ["MyType", text(to === "pool" ? "Machine" : "DaemonMaster")],
    ...(to === "pool" ? ([["TargetType", text("Job")]] as const) : []),
    ["Name", text(plan.name)],
    ["Machine", text(plan.name)],
    ["MyAddress", text(addressOf(plan.name))],
    ...(to === "pool" ? slot() : []),
    ["GLIDEIN_Name", text(plan.name)],
    ["GLIDEIN_Failed", { kind: "boolean", value: true }],
    ["GLIDEIN_EXIT_CODE", number(status)],
    ["GLIDEIN_ADVERTISE_TYPE", text("Retiring")],
    ...(lastScript === undefined ? [] : [["GLIDEIN_LAST_SCRIPT", text(lastScript)] as const]),
    ["GLIDEIN_FAILURE_REASON", text(redactSecrets(`${failure.subject}: ${failure.problem} [${failure.code}]`))],
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

const slot = (): readonly (readonly [string, ClassAdValue])[] => [
  ["State", { kind: "string", value: "Drained" }],
  ["Activity", { kind: "string", value: "Retiring" }],
  ["SlotType", { kind: "string", value: "Static" }],
  ["SlotID", { kind: "integer", value: 1 }],
  ["Start", { kind: "boolean", value: false }],
  ...["Cpus", "Memory", "Disk", "TotalSlots"].map((name) => [name, { kind: "integer", value: 1 }] as const),
];

/** Nobody can call it; the collector wants an address all the same, and knows the ad by it and its name. */
const addressOf = (name: string): string => `<127.0.0.1:1?noUDP&alias=${name.replaceAll(/[^A-Za-z0-9_.-]/gu, "_")}>`;

/** What takes the ad back: by its key, because HTCondor 23.9 leaves an ad without a private part when asked by a constraint. */
export function failureRetraction(to: Notice["to"], name: string): string {
  const literal = classAdLiteral({ kind: "string", value: name });
  const quoted = literal.ok ? literal.value : '""';
  return [
    'MyType = "Query"',
    `TargetType = "${to === "pool" ? "Machine" : "DaemonMaster"}"`,
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
