import { catalogue } from "../../../validation/index.ts";
import { type Failure, failure } from "../../model/failure.ts";
import type { Settings } from "../../model/settings.ts";

const ids = catalogue.map(({ id }) => id);

/** Ids that name no check. In `--warn-only` they may be findings of decisions, which have names of their own. */
export function unknownChecks(settings: Settings): readonly Failure[] {
  return [
    ...unknown("--only", settings.GLIDEIN_Only_Checks.value),
    ...unknown("--skip", settings.GLIDEIN_Skip_Checks.value),
  ];
}

const unknown = (option: string, given: readonly string[]): readonly Failure[] =>
  given.filter((id) => !ids.includes(id)).map((id) => noSuchCheck(option, id));

export function noSuchCheck(option: string, id: string): Failure {
  const near = ids.find((one) => one.startsWith(id) || id.startsWith(one) || (id.length > 2 && one.includes(id)));
  return failure(
    "USAGE",
    `${option} ${JSON.stringify(id.slice(0, 60))}`,
    "is no check",
    `${near === undefined ? "See" : `Did you mean ${near}? See`} \`glidein validate --list\`.`,
  );
}
