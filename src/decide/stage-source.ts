import type { StageFacts } from "../model/facts/stage.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { describeRefusal } from "../parse/refusal.ts";
import { readStageLocation, type StagedFile } from "../parse/stage-location.ts";
import type { WrittenValue } from "./settings.ts";

/** A manifest that may be asked for, and what it is believed by: a key, the file of one, or the manifest's digest. */
export interface StageSource {
  readonly place: StagedFile;
  readonly trust: string;
}

export type StageSettings = Pick<Settings, "GLIDEIN_Stage" | "GLIDEIN_Stage_Key" | "GLIDEIN_Offline">;

/** Where the staging area of our own format is; null: none was named. What a run refuses before it asks anybody is a failure. */
export function decideStageSource({
  GLIDEIN_Stage: { value: location },
  GLIDEIN_Stage_Key: { value: trust },
  GLIDEIN_Offline: { value: offline },
}: StageSettings): Result<StageSource | null, Failure> {
  if (location === null) return ok(null);
  const place = readStageLocation(location);
  if (!place.ok)
    return err(failure("SETTING_INVALID", "GLIDEIN_Stage", describeRefusal(place.error), "Correct --stage."));
  if (place.value.kind === "web" && offline)
    return err(
      failure(
        "SETTING_INVALID",
        `GLIDEIN_Stage ${place.value.display}`,
        "it would have to be fetched, and the glidein is offline",
        "Give --stage a path on a file system that the nodes share, or leave --offline out.",
      ),
    );
  if (trust === null || trust === "")
    return err(untrustedStage("there is a staging area, and nothing says whose manifest is believed"));
  return ok({ place: place.value, trust });
}

/** The settings of a staging area's manifest, the weakest that somebody wrote. */
export const stageValues = ({
  location,
  settings,
}: Pick<StageFacts, "location" | "settings">): readonly WrittenValue[] =>
  Object.entries(settings).map(([name, text]) => ({ name, text, source: { kind: "file", path: location, key: name } }));

export const untrustedStage = (problem: string): Failure =>
  failure(
    "SETTING_INVALID",
    "GLIDEIN_Stage_Key",
    problem,
    "Give --stage-key what `glidein stage keygen` printed, its .pub file, or sha256=DIGEST of the manifest.",
  );
