import { type FailureCode, type FailureKind, kindOf } from "./model/failure.ts";

interface ExitRow {
  readonly status: number;
  readonly meaning: string;
  /** Error class that GlideinWMS factories parse. */
  readonly factoryClass: "Config" | "Corruption" | "Network" | "WN_Resource" | "VO_Proxy";
  /** Whether a broken node is held for a while so that it does not drain the queue. */
  readonly hold: boolean;
}

/** The one table of exit statuses. Numbers never change meaning; retired ones stay reserved. */
export const exitTable = {
  usage: { status: 64, meaning: "usage", factoryClass: "Config", hold: false },
  corruption: { status: 65, meaning: "corruption: digest, signature, archive", factoryClass: "Corruption", hold: true },
  network: { status: 69, meaning: "network", factoryClass: "Network", hold: true },
  bug: { status: 70, meaning: "a bug of glidein", factoryClass: "Corruption", hold: true },
  node: {
    status: 71,
    meaning: "node: a check refused, or the system refused",
    factoryClass: "WN_Resource",
    hold: true,
  },
  transient: { status: 75, meaning: "transient: try again or elsewhere", factoryClass: "WN_Resource", hold: true },
  startd: { status: 76, meaning: "startd never ready, or died", factoryClass: "WN_Resource", hold: true },
  credential: { status: 77, meaning: "credential", factoryClass: "VO_Proxy", hold: true },
  configuration: { status: 78, meaning: "configuration", factoryClass: "Config", hold: true },
} as const satisfies Record<FailureKind, ExitRow>;

export const exitStatusOf = (code: FailureCode): number => exitTable[kindOf(code)].status;
export const holdsNode = (code: FailureCode): boolean => exitTable[kindOf(code)].hold;
