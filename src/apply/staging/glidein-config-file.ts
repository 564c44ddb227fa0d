import type { Actor } from "../../host/actor.ts";
import { readSettled } from "../../host/read-settled.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { named, type Source, type Sourced, sourced } from "../../model/provenance.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { glideinConfigLine, readGlideinConfig } from "../../parse/glidein-config.ts";
import { describeRefusal } from "../../parse/refusal.ts";
import { noSpace } from "../work-directory.ts";

/** Bytes; a script may write what it likes into it. */
export const largestConfig = 16_777_216;

interface Entry {
  readonly value: Sourced<string>;
  /** What the pilot itself worked out for scripts to read, and what it stands before. */
  readonly instead: Sourced<string> | null;
  readonly own: boolean;
}

/**
 * `glidein_config`: what the pilot, the factory, the VO and the scripts tell each other. Each value knows who set it. The
 * file is read back after each script, and wins.
 */
export class GlideinConfigFile {
  readonly path: string;
  readonly #actor: Actor;
  readonly #entries = new Map<string, Entry>();
  #written = "";

  constructor(actor: Actor, path: string) {
    this.#actor = actor;
    this.path = path;
  }

  get(name: string): string {
    return this.#entries.get(name)?.value.value ?? "";
  }

  get names(): ReadonlySet<string> {
    return new Set(this.#entries.keys());
  }

  /** What somebody outside of the pilot set; where the pilot wrote its own decision, the value that was there before. */
  given(): ReadonlyMap<string, Sourced<string>> {
    return this.#values(({ value, instead, own }) => (own ? instead : value));
  }

  all(): ReadonlyMap<string, Sourced<string>> {
    return this.#values(({ value }) => value);
  }

  #values(choose: (entry: Entry) => Sourced<string> | null): ReadonlyMap<string, Sourced<string>> {
    return new Map(
      [...this.#entries].flatMap(([name, entry]) => {
        const value = choose(entry);
        return value === null ? [] : [[name, value] as const];
      }),
    );
  }

  set(name: string, value: string, source: Source): Result<null, Failure> {
    const line = glideinConfigLine(name, value);
    if (!line.ok)
      return err(
        failure(
          "SETTING_INVALID",
          `${name.slice(0, 80)} for glidein_config`,
          describeRefusal(line.error),
          "Correct the value where it is set.",
        ),
      );
    const old = this.#entries.get(name);
    const next = sourced(value, source);
    this.#put(name, {
      value: old === undefined ? next : { ...next, overrode: [named(name, old.value)] },
      instead: null,
      own: false,
    });
    return ok(null);
  }

  /** A decision of the pilot, for scripts to read. */
  tell(values: Readonly<Record<string, string>>, rule: string): void {
    for (const [name, value] of Object.entries(values)) {
      const line = glideinConfigLine(name, value);
      if (!line.ok) continue;
      const old = this.#entries.get(name);
      const instead = old === undefined ? null : old.own ? old.instead : old.value;
      this.#put(name, { value: sourced(value, { kind: "rule", rule, inputs: [] }), instead, own: true });
    }
  }

  /** At the end, as a script's own line would be: a plain `grep` finds the newest value last, and each name once. */
  #put(name: string, entry: Entry): void {
    this.#entries.delete(name);
    this.#entries.set(name, entry);
  }

  write(): Result<null, Failure> {
    const lines = [...this.#entries].map(([name, { value }]) => `${name} ${value.value}\n`);
    const text = `\n# --- written by the pilot and by scripts ---\n${lines.join("")}`;
    if (text === this.#written) return ok(null);
    const written = this.#actor.writeFile(this.path, text, 0o644);
    if (!written.ok) return err(noSpace(this.path, written.error.what));
    this.#written = text;
    return ok(null);
  }

  /** What a script made of the file; a script that broke it is named. */
  readBack(script: string): Result<readonly string[], Failure> {
    const text = readSettled(this.path, largestConfig);
    if (!text.ok) return err(broken(script, text.error.code === "missing" ? "the file is gone" : text.error.what));
    if (text.value === this.#written) return ok([]);
    const read = readGlideinConfig(text.value);
    if (!read.ok) return err(broken(script, describeRefusal(read.error)));
    const changed: string[] = [];
    for (const [name, { value, line }] of read.value) {
      const old = this.#entries.get(name);
      if (old?.value.value === value) continue;
      changed.push(name);
      const next = sourced(value, { kind: "file", path: script, line, key: name });
      this.#put(name, {
        value: old === undefined ? next : { ...next, overrode: [named(name, old.value)] },
        instead: null,
        own: false,
      });
    }
    for (const name of [...this.#entries.keys()]) if (!read.value.has(name)) this.#entries.delete(name);
    this.#written = text.value;
    return ok(changed);
  }
}

const broken = (script: string, why: string): Failure =>
  failure(
    "CHECK_REFUSED",
    `glidein_config after ${script}`,
    `cannot be read any more: ${why}`,
    "Let the script change it with gconfig_add only.",
  );
