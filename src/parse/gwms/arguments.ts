import { err, ok, type Result } from "../../model/result.ts";
import { readFactoryArgument } from "../factory-argument.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { type HttpUrl, readUrl, urlBelow } from "../url.ts";
import { stagedFileName } from "./file-name.ts";

/** The four parts of a staging area, by the name that scripts get for them. */
export type AreaId = "main" | "entry" | "client" | "client_group";

/** One part: where it is, and the two words that everything in it is trusted by. */
export interface AreaArgument {
  readonly id: AreaId;
  readonly url: HttpUrl;
  readonly description: string;
  /** SHA-1 of the signature file (64 digits: SHA-256). */
  readonly signature: string;
}

export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** The command line that a GlideinWMS factory gives. */
export interface ClassicArguments {
  readonly mode: "std" | "nodebug" | "fast" | "check";
  readonly name: string;
  readonly entry: string;
  readonly factory: string;
  readonly client: string;
  readonly clientGroup: string;
  readonly credentialId: string;
  readonly schedd: string;
  readonly cluster: string;
  readonly subcluster: string;
  readonly directory: string;
  readonly proxy: string;
  readonly layout: "fixed" | "partitionable";
  readonly glideins: string;
  readonly restart: string;
  readonly areas: readonly AreaArgument[];
  readonly parameters: readonly Parameter[];
}

const options = [
  "factory",
  "name",
  "entry",
  "clientname",
  "clientgroup",
  "web",
  "proxy",
  "dir",
  "sign",
  "signtype",
  "signentry",
  "cluster",
  "subcluster",
  "submitcredid",
  "schedd",
  "descript",
  "descriptentry",
  "clientweb",
  "clientwebgroup",
  "clientsign",
  "clientsigntype",
  "clientsigngroup",
  "clientdescript",
  "clientdescriptgroup",
  "slotslayout",
  "v",
  "multiglidein",
  "multirestart",
] as const;
type OptionName = (typeof options)[number];
const isOption = (name: string): name is OptionName => (options as readonly string[]).includes(name);
const longest = 65_536;

/** Whether a command line is a factory's: its first word is one of GlideinWMS's options, with a single dash. */
export const isClassic = (argv: readonly string[]): boolean => {
  const first = /^-([a-z][A-Za-z_]*)/u.exec(argv[0] ?? "")?.[1] ?? "";
  return isOption(first) || (argv[0] ?? "").startsWith("-param_");
};

/** All problems at once, each with the option. Values of the four parts are whole or the part is not there. */
export function readClassicArguments(argv: readonly string[]): Result<ClassicArguments, readonly Refusal[]> {
  const given = new Map<OptionName, string>();
  const parameters: Parameter[] = [];
  const problems: Refusal[] = [];
  for (let at = 0; at < argv.length; at += 2) {
    const [option = "", value] = [argv[at], argv[at + 1]];
    const shown = option.slice(0, 60).replaceAll(/[^ -~]/gu, "?");
    const parameter = /^-param_(.*)$/su.exec(option)?.[1];
    const name = option.slice(1);
    if (value === undefined) problems.push(refusal(shown, "it has no value", "-OPTION VALUE"));
    else if (/[\0\n\r]/u.test(value) || value.length > longest || !value.isWellFormed())
      problems.push(refusal(shown, "a line break, a NUL or too long a value", "one line of text"));
    else if (parameter !== undefined) {
      if (/^[A-Za-z_][A-Za-z0-9_.-]{0,255}$/u.test(parameter))
        parameters.push({ name: parameter, value: readFactoryArgument(value) });
      else problems.push(refusal(shown, "not a parameter", "-param_NAME VALUE"));
    } else if (option.startsWith("-") && isOption(name)) given.set(name, value);
    else problems.push(refusal(shown, "an unknown option", "an option of a GlideinWMS factory"));
  }
  const areas = areasOf(given, problems);
  for (const name of ["name", "entry"] as const) if (isMissing(given, name)) problems.push(missing(name));
  return problems.length > 0 ? err(problems) : ok(assemble(given, parameters, areas));
}

function assemble(
  given: ReadonlyMap<OptionName, string>,
  parameters: readonly Parameter[],
  areas: readonly AreaArgument[],
): ClassicArguments {
  const text = (name: OptionName): string => given.get(name) ?? "";
  const mode = text("v");
  // A parameter goes before the option.
  const wanted = parameters.findLast(({ name }) => name === "GLIDEIN_MULTIGLIDEIN")?.value ?? "";
  return {
    mode: mode === "nodebug" || mode === "fast" || mode === "check" ? mode : "std",
    name: text("name"),
    entry: text("entry"),
    factory: text("factory"),
    client: text("clientname"),
    clientGroup: text("clientgroup"),
    credentialId: text("submitcredid"),
    schedd: text("schedd"),
    cluster: text("cluster"),
    subcluster: text("subcluster"),
    directory: text("dir"),
    proxy: text("proxy"),
    layout: /fixed/iu.test(text("slotslayout")) ? "fixed" : "partitionable",
    glideins: wanted === "" ? text("multiglidein") : wanted,
    restart: text("multirestart"),
    areas,
    parameters,
  };
}

/** The client's part is there when its URL is, and so is the group's; the entry's is below the main one. */
function areasOf(given: ReadonlyMap<OptionName, string>, problems: Refusal[]): readonly AreaArgument[] {
  const text = (name: OptionName): string => given.get(name) ?? "";
  const main = readArea(given, problems, { id: "main", web: "web", descript: "descript", sign: "sign" });
  if (main === null) return [];
  const entry = stagedFileName(`entry_${text("entry")}`);
  const below = entry.ok ? urlBelow(main.url, entry.value) : entry;
  if (!below.ok) problems.push({ ...below.error, where: "-entry" });
  const areas = [main];
  const entryArea = readWords(given, problems, { descript: "descriptentry", sign: "signentry" });
  if (below.ok && entryArea !== null) areas.push({ id: "entry", url: below.value, ...entryArea });
  if (text("clientweb") === "") return areas;
  const client = readArea(given, problems, {
    id: "client",
    web: "clientweb",
    descript: "clientdescript",
    sign: "clientsign",
  });
  if (client !== null) areas.push(client);
  if (text("clientwebgroup") === "") return areas;
  if (isMissing(given, "clientgroup")) problems.push(missing("clientgroup"));
  const group = readArea(given, problems, {
    id: "client_group",
    web: "clientwebgroup",
    descript: "clientdescriptgroup",
    sign: "clientsigngroup",
  });
  if (group !== null) areas.push(group);
  return areas;
}

interface AreaOptions {
  readonly id: AreaId;
  readonly web: OptionName;
  readonly descript: OptionName;
  readonly sign: OptionName;
}

const isMissing = (given: ReadonlyMap<OptionName, string>, name: OptionName): boolean => (given.get(name) ?? "") === "";
const missing = (name: OptionName): Refusal => refusal(`-${name}`, "it is missing", `-${name} VALUE`);

function readArea(
  given: ReadonlyMap<OptionName, string>,
  problems: Refusal[],
  { id, web, descript, sign }: AreaOptions,
): AreaArgument | null {
  const url = readUrl(given.get(web) ?? "");
  if (isMissing(given, web)) problems.push(missing(web));
  else if (!url.ok)
    problems.push({ ...url.error, where: `-${web}${url.error.where === "" ? "" : `, ${url.error.where}`}` });
  const words = readWords(given, problems, { descript, sign });
  return url.ok && words !== null ? { id, url: url.value, ...words } : null;
}

function readWords(
  given: ReadonlyMap<OptionName, string>,
  problems: Refusal[],
  { descript, sign }: { readonly descript: OptionName; readonly sign: OptionName },
): { readonly description: string; readonly signature: string } | null {
  const description = stagedFileName(given.get(descript) ?? "");
  if (isMissing(given, descript)) problems.push(missing(descript));
  else if (!description.ok) problems.push({ ...description.error, where: `-${descript}` });
  const signature = (given.get(sign) ?? "").toLowerCase();
  const whole = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(signature);
  if (isMissing(given, sign)) problems.push(missing(sign));
  else if (!whole) problems.push(refusal(`-${sign}`, "not a digest", "40 hexadecimal digits (SHA-1)"));
  const type = sign.startsWith("client") ? "clientsigntype" : "signtype";
  const kind = given.get(type) ?? "";
  if (!["", "sha1", "sha256"].includes(kind) || (kind === "sha256") !== (signature.length === 64 && whole)) {
    if (whole) problems.push(refusal(`-${type}`, "a type that does not fit the signature", "sha1"));
    return null;
  }
  return description.ok && whole ? { description: description.value, signature } : null;
}
