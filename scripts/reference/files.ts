// The reference pages, from the tables that the program itself reads.
import { checkDescriptions } from "../../src/cli/validation/describe-checks.ts";
import { batchScript, printedSystems } from "../../src/decide/launch/batch-script.ts";
import { profiles } from "../../src/decide/profiles.ts";
import { shippedSites } from "../../src/decide/site/shipped-sites.ts";
import { exitTable } from "../../src/exit.ts";
import type { SettingRow } from "../../src/model/settings/row.ts";
import { settingsTable } from "../../src/model/settings.ts";
import { signs, siteKeys } from "../../src/model/site-keys.ts";
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
    ...printedSystems.map((system) => [`scripts/hpc/${system}.sh`, readyScript(system)] as const),
    ["docs/sites.md", sitesPage()],
  ]);
}

/** What `glidein launch --print` would print for four nodes. */
function readyScript(system: (typeof printedSystems)[number]): string {
  const options: readonly (readonly [string, string])[] = [
    ["--pool", "cm.example.org"],
    ["--token", "./token"],
    ...(system === "hosts"
      ? ([
          ["--hosts", "hosts.txt"],
          ["--walltime", "14400"],
        ] as const)
      : []),
  ];
  const request = { system, nodes: 4, time: 14_400, cpus: null, account: null, queue: null, program: "./glidein" };
  const script = batchScript({ ...request, options });
  if (!script.ok) throw new Error(script.error);
  return script.value;
}

function sitesPage(): string {
  const written = {
    value: "text, number or truth value",
    list: "text or list",
    words: "text or list of words",
    images: "table",
  };
  const keys = Object.entries(siteKeys).map(
    ([key, { kind, setting, doc }]) => `| \`${key}\` | ${written[kind]} | \`${setting}\` | ${cell(doc)} |`,
  );
  const seen = Object.entries(signs).map(([sign, doc]) => `| \`${sign}\` | ${cell(doc)} |`);
  return `${made}# Sites

What differs between systems stands in tables of sites, in TOML. \`--sites FILE\` (\`GLIDEIN_Sites\`) names one, \`/etc/glidein/sites.toml\` is the node's own,
and one comes with the program; they are tried in this order, each from its beginning, and the first site all of whose signs are there is the one. Its values are
settings: anything that a person wrote (options, \`--set\`, environment, \`--config\`, a staging area) goes before them, and they go before the defaults.
\`glidein plan\` says which site was recognised and by what, \`glidein explain NAME\` which file and line a value is from, \`glidein facts\` everything.

\`--set GLIDEIN_Site_Table=NAME\` names the site, \`none\` means none of them. So does \`--site NAME\`, which also is the name that is published: where no table has
a site of that name it is only published.

A table has to be root's or ours, and neither it nor its directory writable by everyone: what it says is run and mounted in our name. A key that is none, a value that is
none, or a name of a setting that is none is refused with its line. A table that \`--sites\` names must be good; the node's own is passed over when it is not, and the
check \`site-tables\` says why.

\`\`\`toml
[site.example]
doc = "The machine in the basement"
when.host = ["basement*", "*.basement.example.org"]
modules = ["apptainer/1.3"]
scratch = ["/local/$SLURM_JOB_ID", "/tmp"]
interface = "hsn0"

[site.example.container]
binds = ["/lustre", "/opt/site:/opt/site:ro"]
images = { default = "/lustre/images/el9.sif" }

[site.example.limits]
walltime_margin = "5m"
memory_reserve = "2G"

[site.example.settings]
GLIDEIN_Site = "Basement"
\`\`\`

## Signs

In \`when\`. Each is a text or a list, of which any will do; all signs of a site must be there. A site without signs is only ever named.

| Sign | Seen when |
|---|---|
${seen.join("\n")}

## Keys

| Key | Written as | Setting | Meaning |
|---|---|---|---|
| \`doc\` | text | | What the site is, for people. |
| \`settings.NAME\` | text or list | \`NAME\` | Any other setting (docs/settings.md). |
${keys.join("\n")}

## Modules

\`modules\` (\`GLIDEIN_Modules\`) are loaded in a shell, in order, after the module system's own file was read: the one of \`LMOD_PKG\`, \`MODULESHOME\` or \`LMOD_DIR\`, one of the
usual places, else what a login shell defines. What they changed of the environment counts for everything that follows, except for what never gets into programs that a
glidein starts (\`LD_PRELOAD\`, \`LD_LIBRARY_PATH\`, \`PYTHON…\`, \`APPTAINER…\`, tokens, …) and what a module system notes down for itself. It may take 30 s for all of
them. The check \`modules\` says what could not be loaded and why.

## The table that comes with the program

\`\`\`toml
${shippedSites.trimEnd()}
\`\`\`
`;
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

Of what is said in several places the first counts: an option, \`--set NAME=VALUE\`, the environment variable of this name, \`--config FILE\` (TOML), the staging area (\`--stage\`), the [table of sites](sites.md), the default.

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
With a GlideinWMS factory's arguments every failure ends with 1 and holds the node, a mistake in the arguments too; the class is in the result document.
A node is held by \`run\` alone, for 20 minutes or as \`--hold\` says, never beyond its slot, and not on a terminal. \`launch\` holds when no glidein served ([hpc.md](hpc.md)).

\`glidein validate\` ends with 0 when the node passes or is degraded and with ${exitTable.node.status} when a check failed; \`--strict\` makes degraded a failure.
With \`--format nagios\` it ends as monitoring plug-ins do: 0, 1 for degraded, 2 for failed, 3 when nothing could be said.
`;
}

const shown = (value: unknown): string => (value === null ? "not set" : `\`${JSON.stringify(value)}\``);
const cell = (text: string): string => text.replaceAll("|", "\\|");
