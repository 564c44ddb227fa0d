import { catalogue } from "../../../validation/index.ts";
import { exitTable } from "../../exit.ts";
import type { Check } from "../../model/check.ts";
import { kindOf } from "../../model/failure.ts";
import type { SettingRow } from "../../model/settings/row.ts";
import { settingsTable } from "../../model/settings.ts";

export interface CheckDescription extends Pick<Check, "id" | "title" | "why" | "judges" | "phase"> {
  /** Exit status of a glidein that this check refuses. */
  readonly exitStatus: number;
  readonly thresholds: readonly { readonly name: string; readonly default: unknown; readonly doc: string }[];
}

/** Everything that is to be said about the checks, for `--list`, `--explain` and the documentation. */
export const checkDescriptions: readonly CheckDescription[] = catalogue.map(
  ({ id, title, why, judges, phase, thresholds, refusesAs }) => ({
    id,
    title,
    why,
    judges,
    phase,
    exitStatus: exitTable[kindOf(refusesAs ?? "CHECK_REFUSED")].status,
    thresholds: thresholds.map((name) => {
      const row: SettingRow = settingsTable[name];
      return { name, default: row.default, doc: row.doc };
    }),
  }),
);

export function listText(): string {
  const widest = Math.max(...checkDescriptions.map(({ id }) => id.length));
  return checkDescriptions
    .map(
      ({ id, title, phase }) =>
        `${id.padEnd(widest)}  ${title}${phase === "staged" ? " (when HTCondor is there)" : ""}\n`,
    )
    .join("");
}

export function explainText(check: CheckDescription): string {
  return [
    `${check.id}: ${check.title}\n`,
    `Why\n  ${check.why}\n`,
    `When\n  ${check.judges}\n  ${check.phase === "node" ? "Before anything is fetched." : "When HTCondor and the plan are there."}\n`,
    ...(check.thresholds.length === 0
      ? []
      : [
          `Settings\n${check.thresholds
            .map(
              (one) =>
                `  ${one.name} (default: ${one.default === null ? "not set" : JSON.stringify(one.default)})\n    ${one.doc}\n`,
            )
            .join("")}`,
        ]),
    `In a glidein\n  ${/\berror\b/iu.test(check.judges) ? `After an error it ends with exit status ${check.exitStatus}. ` : ""}--warn-only ${check.id} makes errors warnings, --skip ${check.id} leaves the check out.\n`,
  ].join("\n");
}
