import { drainReason } from "../decide/condor-config/attributes.ts";
import type { Actor } from "../host/actor.ts";
import type { Read } from "../host/host.ts";
import { err } from "../model/result.ts";
import { type ConfigEntry, renderCondorConfig } from "../parse/condor-config-text.ts";

export interface RuntimeChange {
  readonly accept?: boolean;
  readonly retirement?: 0;
  /** Why, for the slots' ads. */
  readonly reason?: string;
  /** Why no job is taken for a while, whatever else is so; empty: nothing. */
  readonly unfit?: string;
  /** Attributes whose values moved since the configuration was written. */
  readonly attributes?: Readonly<Record<string, number | boolean>>;
}

/** What the file says, and what it will say again when something else of it changes. */
export interface RuntimeValues {
  readonly accept: boolean;
  /** Expression of how long a running job may go on after a graceful shutdown began. */
  readonly retirement: string;
  readonly reason: string;
  readonly attributes: Readonly<Record<string, number | boolean>>;
  readonly unfit: string;
}

/** The part of HTCondor's configuration that changes while it runs; a reconfiguration (HUP) makes it count. */
export class RuntimeConfig {
  values: RuntimeValues;
  readonly #actor: Actor;
  readonly path: string;

  constructor(actor: Actor, path: string, values: Partial<RuntimeValues> & Pick<RuntimeValues, "retirement">) {
    this.#actor = actor;
    this.path = path;
    this.values = { accept: true, reason: "", unfit: "", attributes: {}, ...values };
  }

  /** True when something changed and was written. */
  change({ retirement, ...change }: RuntimeChange): boolean {
    const before = this.values;
    this.values = { ...before, ...change, ...(retirement === undefined ? {} : { retirement: String(retirement) }) };
    return JSON.stringify(before) !== JSON.stringify(this.values) && this.write().ok;
  }

  write(): Read<null> {
    const rendered = renderCondorConfig([
      { knob: "GLIDEIN_Accepts", value: { kind: "boolean", value: this.values.accept && this.values.unfit === "" } },
      { knob: "MAXJOBRETIREMENTTIME", value: { kind: "expression", text: this.values.retirement } },
      {
        knob: drainReason,
        value: { kind: "string-literal", text: this.values.reason || this.values.unfit },
      },
      ...Object.entries(this.values.attributes).map(
        ([knob, value]): ConfigEntry => ({
          knob,
          value: typeof value === "boolean" ? { kind: "boolean", value } : { kind: "integer", value },
        }),
      ),
    ]);
    return rendered.ok
      ? this.#actor.writeFile(this.path, rendered.value)
      : err({ code: "io", what: rendered.error[0]?.problem ?? "cannot be written down" });
  }
}
