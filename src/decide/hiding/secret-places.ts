import type { CredentialFact } from "../../model/facts/credential.ts";
import type { HidingFacts } from "../../model/facts/hiding.ts";
import type { HidingPlan } from "../../model/plan.ts";
import type { Settings } from "../../model/settings.ts";
import { tokenDirectories } from "../token-directories.ts";

export interface SecretFacts {
  readonly hiding?: HidingFacts;
  readonly credentials: readonly Pick<CredentialFact, "kind" | "path">[];
  readonly storage: { readonly scratch: { readonly path: string } };
}

/** Everything that the node has of the pilot's credentials outside of the work directory, and further views of processes. */
export function secretPlaces(
  { credentials, hiding, storage }: SecretFacts,
  settings: Pick<Settings, "GLIDEIN_Token">,
): Pick<HidingPlan, "files" | "directories"> {
  const files = credentials.map(({ path }) => path).filter((path) => !path.startsWith("environment "));
  return {
    files: [...new Set(files)],
    directories: [
      ...tokenDirectories(credentials, settings, storage.scratch.path),
      ...new Set(hiding?.otherProc ?? []),
    ],
  };
}
