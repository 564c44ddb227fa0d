import type { Check } from "../../src/model/check.ts";
import { duration, error, skip, warning } from "../finding.ts";

const muchMore = 5;

export const clockSkew: Check = {
  id: "clock-skew",
  title: "The clock is right",
  why: "Tokens, proxies and TLS are judged by the clock: one that is wrong makes good credentials expired or not yet valid.",
  judges:
    "A warning when the clock differs from a server's by more than the threshold, an error from five times that on.",
  thresholds: ["GLIDEIN_Check_Clock_Skew"],
  phase: "node",
  evaluate: ({ clock }, settings) => {
    const skew = clock.skewSeconds;
    if (skew === null) return skip("no server was asked for the time (see GLIDEIN_Web_Servers)");
    const allowed = settings.GLIDEIN_Check_Clock_Skew.value;
    if (Math.abs(skew) <= allowed) return [];
    const make = Math.abs(skew) >= allowed * muchMore ? error : warning;
    return [
      make(
        `the clock is ${duration(Math.abs(skew))} ${skew > 0 ? "ahead" : "behind"}`,
        `this node compared with ${clock.skewFrom ?? "a server"}: ${skew} s`,
        "Start a time service (chronyd, systemd-timesyncd) and set the clock: `chronyc makestep`.",
      ),
    ];
  },
};
