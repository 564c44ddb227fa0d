import { isReservedAttribute } from "./reserved-attributes.ts";

/** Names and abbreviations by which HTCondor's SLOT_TYPE_n knobs know the resources it has itself. */
const ownResources = ["cpus", "ram", "memory", "swap", "disk", "virtualmemory"] as const;
/** MACHINE_RESOURCE_<name> knobs that mean something else, and what condor_submit takes for a misspelt request_gpus. */
const otherMeanings = /^(?:names|inventory_.*|gpu|gpus?_memory)$/iu;
const classAdWords = /^(?:true|false|undefined|error|is|isnt|my|target|parent)$/iu;

export const nameRule =
  "a letter or '_' followed by at most 63 letters, digits and '_', that HTCondor does not use itself";

/** Why HTCondor could not have a resource of this name; null when it can. */
export function nameProblem(name: string): string | null {
  if (name === "") return "there is no name";
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/u.test(name)) return "the name is not an identifier";
  const lower = name.toLowerCase();
  const clash = ownResources.find((own) => own.startsWith(lower));
  if (clash !== undefined)
    return lower === clash
      ? `${clash} is a resource of HTCondor's own`
      : `HTCondor takes the name for its own ${clash}`;
  if (lower === "gpu") return "HTCondor's name for GPUs is GPUs";
  if (otherMeanings.test(name)) return "HTCondor's configuration uses the name for something else";
  if (classAdWords.test(name)) return "the name is a word of the ClassAd language";
  return isReservedAttribute(name) ? "the slots' ads have an attribute that the name would overwrite" : null;
}

/** A legal name near the given one, which no name in `taken` (lower case) equals. */
export function legalName(wanted: string, taken: ReadonlySet<string>): string {
  if (wanted.toLowerCase() === "gpu" && !taken.has("gpus")) return "GPUs";
  const cleaned =
    wanted
      .slice(0, 40)
      .replaceAll(/[^A-Za-z0-9_]+/gu, "_")
      .replace(/^(?=[0-9])/u, "r") || "resource";
  const candidates = [
    cleaned,
    `${cleaned}_slot`,
    ...Array.from({ length: taken.size + 1 }, (_, index) => `${cleaned}_slot${index + 2}`),
  ];
  return candidates.find((name) => nameProblem(name) === null && !taken.has(name.toLowerCase())) ?? "resource";
}
