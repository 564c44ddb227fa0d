import { err, ok, type Result } from "../../model/result.ts";
import { stagedFileName } from "../gwms/file-name.ts";
import { type Refusal, refusal } from "../refusal.ts";

/** A file beside the manifest, at the same URL. */
export interface ManifestFile {
  readonly name: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** A setting that must have this value; both empty and absent are "". */
export interface ManifestCondition {
  readonly setting: string;
  readonly is: string;
}

/** A program that is run before the plan is made. Status 0: good; its lines `setting NAME=VALUE` are settings. */
export interface ManifestStep {
  readonly file: ManifestFile;
  readonly when: ManifestCondition | null;
  /** Seconds. */
  readonly limit: number;
}

/** An HTCondor release for nodes of an architecture, and of some systems (`rhel9`, `debian12`) or of any. */
export interface ManifestRelease {
  readonly file: ManifestFile;
  readonly architecture: string;
  readonly systems: readonly string[];
}

/** What a small pool publishes for its glideins (`glidein.manifest/1`). Times are epoch seconds. */
export interface Manifest {
  readonly name: string;
  /** Grows with each manifest of the name; a smaller one than was seen is a roll-back. */
  readonly serial: number;
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly settings: Readonly<Record<string, string>>;
  readonly condor: readonly ManifestRelease[];
  readonly steps: readonly ManifestStep[];
  /** What the launcher fetches from beside the manifest; it trusts their digests by itself. */
  readonly runtimes: readonly ManifestFile[];
}

export const manifestSchema = "glidein.manifest/1";
/** Bounds and patterns; the published JSON Schema is made of them. */
export const manifestLimits = {
  mostEntries: 1000,
  /** The last second of the year 9999. */
  latest: 253_402_300_799,
  largestFile: 2 ** 40,
  longestStep: 86_400,
  word: /^[A-Za-z0-9_.-]{1,100}$/u,
  settingName: /^[A-Za-z_][A-Za-z0-9_.]{0,127}$/u,
  oneLine: /^[^\p{Cc}]{0,65536}$/u,
  sha256: /^[0-9a-f]{64}$/u,
} as const;
const { mostEntries, latest, word, settingName, oneLine } = manifestLimits;

/** A whole manifest or the place of what is wrong with it. */
export function readManifest(text: string): Result<Manifest, Refusal> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err(refusal("", "not JSON", "a manifest as `glidein stage create` writes it"));
  }
  try {
    return ok(manifestOf(new Reader(value, "manifest")));
  } catch (error) {
    if (error instanceof Misfit) return err(error.why);
    throw error;
  }
}

class Misfit extends Error {
  readonly why: Refusal;
  constructor(why: Refusal) {
    super(why.problem);
    this.why = why;
  }
}

/** Reads one value of a document; what does not fit ends the reading with its place. */
class Reader {
  readonly #value: unknown;
  readonly #place: string;

  constructor(value: unknown, place: string) {
    this.#value = value;
    this.#place = place;
  }

  misfit(expected: string): never {
    throw new Misfit(refusal(this.#place, "does not fit", expected));
  }

  record(): ReadonlyMap<string, Reader> {
    const value = this.#value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return this.misfit("an object");
    const entries = Object.entries(value);
    if (entries.length > mostEntries) return this.misfit(`at most ${mostEntries} entries`);
    return new Map(entries.map(([name, one]) => [name, new Reader(one, `${this.#place}.${name}`)]));
  }

  field(name: string): Reader {
    return this.record().get(name) ?? new Reader(undefined, `${this.#place}.${name}`);
  }

  list(): readonly Reader[] {
    if (this.#value === undefined) return [];
    if (!Array.isArray(this.#value) || this.#value.length > mostEntries) return this.misfit("a list");
    return this.#value.map((one: unknown, index) => new Reader(one, `${this.#place}[${index}]`));
  }

  text(pattern: RegExp, expected: string): string {
    return typeof this.#value === "string" && pattern.test(this.#value) ? this.#value : this.misfit(expected);
  }

  whole(least: number, most: number): number {
    const value = this.#value;
    return typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most
      ? value
      : this.misfit(`a whole number from ${least} to ${most}`);
  }

  get absent(): boolean {
    return this.#value === undefined || this.#value === null;
  }
}

function manifestOf(reader: Reader): Manifest {
  reader.field("schema").text(/^glidein\.manifest\/1$/u, manifestSchema);
  const settings = reader.field("settings");
  const issuedAt = reader.field("issuedAt").whole(0, latest);
  return {
    name: reader.field("name").text(word, "letters, digits, '_', '.', '-'"),
    serial: reader.field("serial").whole(0, Number.MAX_SAFE_INTEGER),
    issuedAt,
    expiresAt: reader.field("expiresAt").whole(issuedAt, latest),
    settings: settings.absent
      ? {}
      : Object.fromEntries(
          [...settings.record()].map(([name, value]) => {
            if (!settingName.test(name)) settings.misfit("names of settings");
            return [name, value.text(oneLine, "text on one line")];
          }),
        ),
    condor: reader
      .field("condor")
      .list()
      .map((one) => ({
        file: fileOf(one),
        architecture: one.field("architecture").text(word, "an architecture as `uname -m` says it"),
        systems: one
          .field("systems")
          .list()
          .map((system) => system.text(word, "an operating system, such as rhel9")),
      })),
    steps: reader
      .field("steps")
      .list()
      .map((one) => ({
        file: fileOf(one),
        when: one.field("when").absent ? null : conditionOf(one.field("when")),
        limit: one.field("limit").whole(1, manifestLimits.longestStep),
      })),
    runtimes: reader.field("runtimes").list().map(fileOf),
  };
}

function fileOf(reader: Reader): ManifestFile {
  const name = reader.field("file").text(/^/u, "a file name");
  if (!stagedFileName(name).ok) reader.field("file").misfit("the name of a file beside the manifest");
  return {
    name,
    sha256: reader.field("sha256").text(manifestLimits.sha256, "64 hexadecimal digits"),
    bytes: reader.field("bytes").whole(0, manifestLimits.largestFile),
  };
}

const conditionOf = (reader: Reader): ManifestCondition => ({
  setting: reader.field("setting").text(settingName, "the name of a setting"),
  is: reader.field("is").text(oneLine, "text on one line"),
});
