import pc from "picocolors";
import type { PlanDecision } from "../decide/plan.ts";
import { slotTable, type Table } from "../decide/slot-table.ts";
import type { Facts } from "../model/facts.ts";
import { describeInstant } from "../model/instant.ts";
import type { Plan, Verdict } from "../model/plan.ts";
import type { Output } from "./output.ts";
import { plainLine } from "./plain-line.ts";
import { tableText } from "./table.ts";

/** The plan for a person: verdict first, then slots, fences, lifetime, container and what was found. */
export function planText(
  decision: PlanDecision,
  { clock, edge }: Pick<Facts, "clock" | "edge">,
  output: Output,
): string {
  const { plan } = decision;
  const colours = pc.createColors(output.colour);
  const heading = (text: string): string => `\n${colours.bold(text)}\n`;
  const table = (data: Table): string => {
    const rows = data.rows.map((row) => row.map(plainLine));
    return `${heading(data.title)}${tableText({ ...data, rows }, output.stdoutIsTerminal)}\n`;
  };
  const parts = [
    `${verdictText(plan.verdict, colours)} as ${plan.name}${plan.collectors.length === 0 ? "" : ` in ${plan.collectors.join(", ")}`}${edgeText(edge)}\n`,
    plan.site.name === null
      ? ""
      : `${heading("Site")}${plainLine(`${plan.site.name} (${plan.site.because.join(", ")})`)}\n`,
    table(slotTable(decision.slots.solution)),
    table(fenceTable(decision)),
    table(budgetTable(decision, clock.now)),
    `${heading("Container")}${plainLine(containerText(plan))}\n${outsideText(plan)}`,
    plan.findings.length === 0
      ? ""
      : `${heading("Findings")}${plan.findings.map((one) => `${severityText(one.severity, colours)} ${one.check}: ${plainLine(one.message)}\n  ${colours.dim(plainLine(`${one.evidence}${one.evidence === "" ? "" : "; "}${one.fix}`))}\n`).join("")}`,
  ];
  return parts.join("");
}

function containerText({ container }: Plan): string {
  const { mode, path, version, policy, because } = container;
  return `${mode === "none" ? "none" : `${mode}: ${path ?? ""} ${version ?? ""}`} (${policy}: ${because})`;
}

/** Where every job is in a container there is nothing to say. */
function outsideText({ container, attributes }: Plan): string {
  if (container.policy === "REQUIRED") return "";
  const hidden = attributes["GLIDEIN_Credentials_Hidden"]?.sourced.value === true;
  return `jobs outside of containers ${hidden ? "do not see" : "can see"} the pilot's credentials\n`;
}

const edgeText = (edge: Facts["edge"]): string =>
  edge === undefined || edge.broker === null
    ? ""
    : ` ${plainLine(`through edge ${edge.name ?? "?"} at ${edge.broker.address}`)}`;

type Colours = ReturnType<typeof pc.createColors>;

function verdictText({ decision, because }: Verdict, colours: Colours): string {
  const why = because.length === 0 ? "" : ` (${because.join(", ")})`;
  switch (decision) {
    case "proceed":
      return colours.green("would run");
    case "degrade":
      return colours.yellow(`would run, with less than could be${why}`);
    case "refuse":
      return colours.red(`would not run${why}`);
    default:
      return decision satisfies never;
  }
}

export function severityText(severity: "error" | "warning" | "info", colours: Colours): string {
  switch (severity) {
    case "error":
      return colours.red("✗");
    case "warning":
      return colours.yellow("!");
    case "info":
      return colours.dim("·");
    default:
      return severity satisfies never;
  }
}

const fenceTable = ({ plan }: PlanDecision): Table => ({
  title: "Limits",
  columns: [
    { heading: "resource", align: "left" },
    { heading: "limit", align: "right" },
    { heading: "", align: "left" },
    { heading: "from", align: "left" },
  ],
  rows: plan.resources.fences.map(({ resource, limit, binding, from }) => [
    resource,
    String(limit),
    binding ? "<" : "",
    from,
  ]),
  total: null,
});

function budgetTable({ plan }: PlanDecision, now: number): Table {
  const { lifetime } = plan;
  const row = (what: string, at: number | null, from: string): readonly string[] => [
    what,
    at === null ? "never" : describeInstant(at),
    at === null ? "" : duration(at - now),
    from,
  ];
  return {
    title: "Lifetime",
    columns: [
      { heading: "what", align: "left" },
      { heading: "at", align: "left" },
      { heading: "in", align: "right" },
      { heading: "from", align: "left" },
    ],
    rows: [
      row("retire", lifetime.retireAt, `jobs of up to ${duration(lifetime.jobMaxSeconds)} are accepted until then`),
      row("die", lifetime.dieAt, "running jobs are stopped"),
      row("end", lifetime.endAt, lifetime.winner),
      ...lifetime.budget.map(({ id, at, from }) => row(`  ${id}`, at, from)),
    ],
    total: null,
  };
}

export function duration(seconds: number): string {
  const sign = seconds < 0 ? "-" : "";
  const whole = Math.abs(Math.round(seconds));
  const [days, hours, minutes] = [
    Math.floor(whole / 86400),
    Math.floor((whole % 86400) / 3600),
    Math.floor((whole % 3600) / 60),
  ];
  if (days > 0) return `${sign}${days}d ${hours}h`;
  if (hours > 0) return `${sign}${hours}h ${minutes}m`;
  return minutes > 0 ? `${sign}${minutes}m ${whole % 60}s` : `${sign}${whole}s`;
}
