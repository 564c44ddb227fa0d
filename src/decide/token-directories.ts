import type { CredentialFact } from "../model/facts/credential.ts";
import type { Settings } from "../model/settings.ts";

/**
 * Directories that hold tokens and nothing else, into which further ones may be put while we run. Not one that our own
 * work directory is in, whatever its name.
 */
export function tokenDirectories(
  credentials: readonly Pick<CredentialFact, "kind" | "path">[],
  { GLIDEIN_Token }: Pick<Settings, "GLIDEIN_Token">,
  scratch: string,
): readonly string[] {
  const given = GLIDEIN_Token.value?.replace(/\/+$/u, "") ?? null;
  const directories = credentials
    .filter(({ kind, path }) => kind === "idtoken" && path.startsWith("/"))
    .map(({ path }) => path.slice(0, path.lastIndexOf("/")))
    .filter((directory) => directory === given || directory.endsWith("/tokens.d"))
    .filter((directory) => directory !== "" && !`${scratch}/`.startsWith(`${directory}/`));
  return [...new Set(directories)];
}
