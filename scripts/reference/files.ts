// The reference pages, from the tables that the program itself reads.
import { checkDescriptions } from "../../src/cli/validation/describe-checks.ts";
import { profiles } from "../../src/decide/profiles.ts";
import { exitTable } from "../../src/exit.ts";
import type { SettingRow } from "../../src/model/settings/row.ts";
import { settingsTable } from "../../src/model/settings.ts";
import { expectation } from "../../src/parse/setting-value.ts";
import { manifestSchemaText } from "./manifest-schema.ts";

const made = "<!-- Made by scripts/reference.ts from the tables in the source; changes here are lost. -->\n\n";

/** Text of each page, by its path in the repository. */
export function referenceFiles(): ReadonlyMap<string, string> {
  return new Map([
    ["docs/checks.md", checksPage()],
    ["docs/settings.md", settingsPage()],
    ["docs/exit-statuses.md", exitStatusesPage()],
    ["docs/manifest.schema.json", manifestSchemaText()],
  ]);
}

const begin = "<!-- checks: begin -->";
const end = "<!-- checks: end -->";

/** The list of checks in a page that has a place for it; null when it has none. */
export function withCheckList(page: string): string | null {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) return null;
  const rows = checkDescriptions
    .map(({ id, title }) => `| [${id}](docs/checks.md#${id}) | ${cell(title)} |\n`)
    .join("");
  return `${page.slice(0, from + begin.length)}\n| Check | Passes when |\n|---|---|\n${rows}${page.slice(to)}`;
}

function checksPage(): string {
  const checks = checkDescriptions.map(
    ({ id, title, why, judges, phase, exitStatus, thresholds }) =>
      `## ${id}\n\n**${title}.** ${why}\n\n${judges}${phase === "staged" ? " Made when HTCondor and the plan are there." : ""}${/\berror\b/iu.test(judges) ? ` After an error a glidein ends with exit status ${exitStatus}.` : ""}\n${
        thresholds.length === 0
          ? ""
          : `\n${thresholds.map((one) => `- \`${one.name}\` (default ${shown(one.default)}): ${one.doc}`).join("\n")}\n`
      }`,
  );
  return `${made}# Checks

\`glidein validate\` makes these ${checkDescriptions.length} checks, and so does every glidein before it starts. \`--explain ID\` shows one of them,
\`--only\` and \`--skip\` choose by id, \`--warn-only\` (\`GLIDEIN_Warn_Only\`) makes errors of a check warnings, \`--set NAME=VALUE\` moves a threshold.
What could not be found out is never a fault of the node.

## Profiles

${profiles.map(profileText).join("\n")}
A file of one's own is TOML: settings as \`NAME = VALUE\`, and the lists \`only\`, \`skip\` and \`warn_only\`.

## In a monitoring system

Nagios, Icinga: \`glidein validate --format nagios\` ends with 0, 1, 2 or 3 as a plug-in does. Cron: \`glidein validate --format table --only-changes\`
writes nothing while nothing changes. CI and Jenkins: \`--format junit\`. A node of an HTCondor pool shows the results in its ad with

\`\`\`
STARTD_CRON_JOBLIST = $(STARTD_CRON_JOBLIST) GLIDEIN_VALIDATE
STARTD_CRON_GLIDEIN_VALIDATE_EXECUTABLE = /usr/local/bin/glidein
STARTD_CRON_GLIDEIN_VALIDATE_ARGS = validate --format startd-cron
STARTD_CRON_GLIDEIN_VALIDATE_PERIOD = 1h
\`\`\`

${checks.join("\n")}`;
}

function profileText({ name, doc, only, skip, warnOnly, settings }: (typeof profiles)[number]): string {
  const list = (label: string, ids: readonly string[]): string =>
    ids.length === 0 ? "" : ` ${label}: ${ids.map((id) => `\`${id}\``).join(", ")}.`;
  const values = Object.entries(settings).map(([key, value]) => `\`${key}=${value}\``);
  return `- **${name}**: ${doc}${list("Only", only)}${list("Left out", skip)}${list("Warnings only", warnOnly)}${
    values.length === 0 ? "" : ` Sets ${values.join(", ")}.`
  }\n`;
}

function settingsPage(): string {
  const rows = Object.entries<SettingRow>(settingsTable).map(([name, row]) => {
    const ways = [...(row.flag === undefined ? [] : [row.flag]), ...(row.environment ?? []).map((one) => `$${one}`)];
    return `## ${name}\n\n${row.doc}\n\nTakes ${expectation(row.type)}; default: ${shown(row.default)}.${
      ways.length === 0 ? "" : ` Also: ${ways.map((way) => `\`${way}\``).join(", ")}.`
    }\n`;
  });
  return `${made}# Settings

Of what is said in several places the first counts: an option, \`--set NAME=VALUE\`, the environment variable of this name, \`--config FILE\` (TOML), the default.

${rows.join("\n")}`;
}

function exitStatusesPage(): string {
  const rows = Object.values(exitTable).map(
    ({ status, meaning, factoryClass, hold }) =>
      `| ${status} | ${cell(meaning)} | ${factoryClass} | ${hold ? "yes" : "no"} |\n`,
  );
  return `${made}# Exit statuses

| Status | Meaning | GlideinWMS error class | Holds the node |
|---|---|---|---|
| 0 | done: retired, drained, idle limit, stopped on request | – | no |
${rows.join("")}
\`glidein validate\` ends with 0 when the node passes or is degraded and with ${exitTable.node.status} when a check failed; \`--strict\` makes degraded a failure.
`;
}

const shown = (value: unknown): string => (value === null ? "not set" : `\`${JSON.stringify(value)}\``);
const cell = (text: string): string => text.replaceAll("|", "\\|");
