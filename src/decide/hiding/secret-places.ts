import type { CredentialFact } from "../../model/facts/credential.ts";
import type { HidingFacts } from "../../model/facts/hiding.ts";
import type { HidingPlan } from "../../model/plan.ts";
import type { Settings } from "../../model/settings.ts";

export interface SecretFacts {
  readonly hiding?: HidingFacts;
  readonly credentials: readonly Pick<CredentialFact, "kind" | "path">[];
  readonly storage: { readonly scratch: { readonly path: string } };
}

/** Everything that the node has of the pilot's credentials outside of the work directory, and further views of processes. */
export function secretPlaces(
  { credentials, hiding, storage }: SecretFacts,
  { GLIDEIN_Token }: Pick<Settings, "GLIDEIN_Token">,
): Pick<HidingPlan, "files" | "directories"> {
  const scratch = storage.scratch.path;
  const files = credentials.map(({ path }) => path).filter((path) => !path.startsWith("environment "));
  // A token directory gets further files while we run. One that our own work directory is in cannot be covered.
  const given = GLIDEIN_Token.value?.replace(/\/+$/u, "") ?? null;
  const tokenDirectories = credentials
    .filter(({ kind, path }) => kind === "idtoken" && path.startsWith("/"))
    .map(({ path }) => path.slice(0, path.lastIndexOf("/")))
    .filter((directory) => directory === given || directory.endsWith("/tokens.d"))
    .filter((directory) => directory !== "" && !`${scratch}/`.startsWith(`${directory}/`));
  return {
    files: [...new Set(files)],
    directories: [...new Set([...tokenDirectories, ...(hiding?.otherProc ?? [])])],
  };
}
