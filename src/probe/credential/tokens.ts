import type { Host } from "../../host/host.ts";
import type { CredentialFact } from "../../model/facts/credential.ts";
import { describeSource } from "../../model/provenance.ts";
import { type CredentialSettings, type FoundCredential, hasProblem } from "./found-credential.ts";
import { readCredentialFile, unread } from "./read-credential-file.ts";

type Place = Pick<CredentialFact, "path" | "from" | "standing">;

/** HTCondor's LOCAL_CONFIG_DIR_EXCLUDE_REGEXP: files that it passes over in a token directory. */
const passedOver = /^(?:\..*|.*~|#.*|.*\.rpmsave|.*\.rpmnew)$/u;
const maxFiles = 64;

/** HTCondor's tokens: those that GLIDEIN_Token names, or else those of the user. */
export async function tokens(host: Host, settings: CredentialSettings): Promise<FoundCredential[]> {
  const { value, source } = settings.GLIDEIN_Token;
  if (value !== null)
    return readPlace(host, { path: value, from: `GLIDEIN_Token (${describeSource(source)})`, standing: "given" });
  const places = userPlaces(host.env);
  const found = await Promise.all(places.map((place) => readPlace(host, place)));
  // Nobody named these places: one that is not there is not worth a word.
  return found.flat().filter(({ reading }) => !hasProblem(reading, "missing", "no-file"));
}

function userPlaces(env: Host["env"]): Place[] {
  const configured = env["_CONDOR_SEC_TOKEN_DIRECTORY"];
  if (configured !== undefined && configured !== "")
    return [{ path: configured, from: "environment _CONDOR_SEC_TOKEN_DIRECTORY", standing: "ambient" }];
  const home = env["HOME"];
  return home === undefined || home === ""
    ? []
    : [{ path: `${home}/.condor/tokens.d`, from: "the user's token directory", standing: "ambient" }];
}

async function readPlace(host: Host, place: Place): Promise<FoundCredential[]> {
  const status = await host.stat(place.path);
  if (!status.ok) return [{ ...place, reading: unread("tokens", status.error) }];
  if (status.value.type !== "directory") return readFile(host, place);
  const names = await host.list(place.path);
  if (!names.ok) return [{ ...place, reading: unread("tokens", names.error) }];
  return readDirectory(host, place, names.value);
}

async function readFile(host: Host, place: Place): Promise<FoundCredential[]> {
  const readings = await readCredentialFile(host, place.path, "tokens");
  return readings.map((reading) => ({ ...place, reading }));
}

async function readDirectory(host: Host, place: Place, names: readonly string[]): Promise<FoundCredential[]> {
  const paths = names
    .filter((name) => !passedOver.test(name))
    .map((name) => `${place.path.replace(/\/+$/u, "")}/${name}`);
  const files: string[] = [];
  for (const path of paths.slice(0, maxFiles)) {
    const status = await host.stat(path);
    if (!status.ok || status.value.type !== "directory") files.push(path);
  }
  const found = (await Promise.all(files.map((path) => readFile(host, { ...place, path })))).flat();
  if (files.length === 0)
    found.push({
      ...place,
      reading: complaint("no-file", "the directory holds no token file", "Put a token into it."),
    });
  if (paths.length > maxFiles)
    found.push({
      ...place,
      reading: complaint(
        "too-many-files",
        `the directory holds more than ${maxFiles} files; the rest was not read`,
        "Keep tokens only in it.",
      ),
    });
  return found;
}

function complaint(code: string, message: string, fix: string): FoundCredential["reading"] {
  return { ...unread("tokens", { code: "missing", what: "" }), problems: [{ code, severity: "error", message, fix }] };
}
