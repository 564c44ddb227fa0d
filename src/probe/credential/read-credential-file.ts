import type { Host, ReadFailure } from "../../host/host.ts";
import type { CredentialKind, CredentialProblem, CredentialReading } from "../../model/facts/credential.ts";
import { emptyReading } from "../../parse/credential/empty-reading.ts";

/** How the bytes of a file are read: a proxy, a file of HTCondor's token directory, one bearer token. */
export type CredentialForm = "proxy" | "tokens" | "bearer";

const maxBytes = 1_048_576;
const attempts = 3;

/**
 * What a credential file holds, with the problems of its content and of its permissions; a file that cannot be read is
 * a reading with that problem. Nothing secret leaves: the bytes are seen in here only, and a recording keeps the facts.
 */
export const readCredentialFile = (
  host: Host,
  path: string,
  form: CredentialForm,
  caDirectory: string | null = null,
): Promise<readonly CredentialReading[]> =>
  host.secret(`credential ${path}`, async (live) => {
    const bytes = await readAtRest(live, path);
    if (!bytes.ok) return [unread(form, bytes.error)];
    const readings =
      form === "proxy" ? [await readProxy(live, bytes.value, caDirectory)] : await readTokens(bytes.value, form);
    const status = await live.stat(path);
    if (!status.ok) return readings;
    const { permissionProblems } = await import("../../parse/credential/permissions.ts");
    const found = permissionProblems(status.value, live.identity().uid);
    return readings.map((reading) => ({ ...reading, problems: [...reading.problems, ...found] }));
  });

// The parsers, and OpenSSL's certificates, are loaded when there is something to parse, not at start.

async function readProxy(host: Host, bytes: Uint8Array, caDirectory: string | null): Promise<CredentialReading> {
  const { readProxyFile } = await import("../../parse/credential/proxy-file.ts");
  const { reading, issuedByCa } = readProxyFile(bytes);
  if (issuedByCa === null || caDirectory === null) return reading;
  const { authorityProblems } = await import("./authority.ts");
  return { ...reading, problems: [...reading.problems, ...(await authorityProblems(host, issuedByCa, caDirectory))] };
}

export async function readTokens(bytes: Uint8Array, form: "tokens" | "bearer"): Promise<readonly CredentialReading[]> {
  const { readBearerToken, readTokenFile } = await import("../../parse/credential/token-file.ts");
  return form === "tokens" ? readTokenFile(bytes) : [readBearerToken(bytes)];
}

/** A file that is replaced at this moment is whole again in the next. */
async function readAtRest(host: Host, path: string): ReturnType<Host["readBytes"]> {
  let read = await host.readBytes(path, maxBytes);
  for (let attempt = 1; attempt < attempts && !read.ok && read.error.code === "changed"; attempt += 1)
    read = await host.readBytes(path, maxBytes);
  return read;
}

const kindOf = (form: CredentialForm): CredentialKind =>
  form === "proxy" ? "x509-proxy" : form === "tokens" ? "idtoken" : "scitoken";

/** A credential that could not be read, as a fact that says why. */
export const unread = (form: CredentialForm, failure: ReadFailure): CredentialReading =>
  emptyReading(kindOf(form), [
    {
      code: failure.code === "missing" ? "missing" : "unreadable",
      severity: "error",
      message: `the file cannot be read: ${failure.what}`,
      fix: fixOf(failure.code),
    },
  ]);

function fixOf(code: ReadFailure["code"]): CredentialProblem["fix"] {
  switch (code) {
    case "missing":
      return "Put the credential there, or name the file where it is.";
    case "denied":
      return "Make the file readable for the account of the glidein (owner, mode 0600).";
    case "not-regular":
      return "Name a regular file.";
    case "too-large":
      return "Name the credential's file; no credential is larger than 1 MiB.";
    case "timeout":
    case "loop":
    case "changed":
    case "io":
    case "not-recorded":
      return "See why the file system does not give the file.";
    default:
      return code satisfies never;
  }
}
