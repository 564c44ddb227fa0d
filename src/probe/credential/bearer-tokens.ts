import type { Host } from "../../host/host.ts";
import type { CredentialReading } from "../../model/facts/credential.ts";
import { type FoundCredential, hasProblem } from "./found-credential.ts";
import { readCredentialFile, readTokens, unread } from "./read-credential-file.ts";
import { userFile } from "./user-file.ts";

interface Candidate {
  readonly path: string;
  readonly from: string;
  readonly read: () => Promise<readonly CredentialReading[]>;
}

/**
 * WLCG bearer token discovery as HTCondor does it: the first candidate that is there and not blank counts. One that
 * cannot be read or is too large ends the search; one that is only missing does not.
 */
export async function bearerTokens(host: Host): Promise<FoundCredential[]> {
  const found: FoundCredential[] = [];
  for (const { path, from, read } of await candidates(host)) {
    const readings = await read();
    const absent = readings.some((reading) => hasProblem(reading, "missing", "no-token"));
    // A name that leads nowhere is told; an empty default place is nothing.
    if (absent && !from.startsWith("environment ")) continue;
    found.push(...readings.map((reading) => ({ path, from, standing: "ambient" as const, reading })));
    if (!absent) break;
  }
  return found;
}

async function candidates(host: Host): Promise<Candidate[]> {
  const { env } = host;
  const list: Candidate[] = [];
  const addFile = (name: string): void => {
    const path = env[name] ?? "";
    if (path === "") return;
    const from = `environment ${name}`;
    list.push({ path, from, read: () => readCredentialFile(host, path, "bearer") });
  };
  addFile("_CONDOR_SCITOKENS_FILE");
  addFile("SCITOKENS_FILE");
  if ((env["BEARER_TOKEN"] ?? "").trim() !== "") {
    const path = "environment BEARER_TOKEN";
    const read = (): ReturnType<Candidate["read"]> =>
      host.secret(path, (live) => readTokens(new TextEncoder().encode(live.env["BEARER_TOKEN"] ?? ""), "bearer"));
    list.push({ path, from: path, read });
  }
  addFile("BEARER_TOKEN_FILE");
  const addOwn = async (directory: string, from: string): Promise<void> => {
    const file = await userFile(host, directory, "bt_u");
    if (file === null) return;
    const { path, refusal } = file;
    const read = async (): ReturnType<Candidate["read"]> =>
      refusal === null
        ? readCredentialFile(host, path, "bearer")
        : [unread("bearer", { code: "denied", what: refusal })];
    list.push({ path, from, read });
  };
  const runtime = env["XDG_RUNTIME_DIR"] ?? "";
  if (runtime !== "") await addOwn(runtime, "default place of tokens (XDG_RUNTIME_DIR)");
  await addOwn("/tmp", "default place of tokens");
  return list;
}

const maxFiles = 64;

/** Tokens that an outer HTCondor fetched for the batch job: `<service>.use` in the directory that _CONDOR_CREDS names. */
export async function jobTokens(host: Host): Promise<FoundCredential[]> {
  const directory = host.env["_CONDOR_CREDS"];
  const names = directory === undefined || directory === "" ? null : await host.list(directory);
  if (directory === undefined || names === null || !names.ok) return [];
  const paths = names.value
    .filter((name) => name.endsWith(".use"))
    .map((name) => `${directory.replace(/\/+$/u, "")}/${name}`);
  const found = await Promise.all(
    paths.slice(0, maxFiles).map(async (path) => {
      const readings = await readCredentialFile(host, path, "bearer");
      return readings.map((reading) => ({
        path,
        from: "environment _CONDOR_CREDS",
        standing: "job" as const,
        reading,
      }));
    }),
  );
  return found.flat();
}
