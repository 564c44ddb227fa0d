import type { Actor } from "../host/actor.ts";
import type { Read } from "../host/host.ts";
import { err } from "../model/result.ts";
import { type ConfigEntry, renderCondorConfig } from "../parse/condor-config-text.ts";

export interface RuntimeChange {
  readonly accept?: boolean;
  readonly retirement?: 0;
  /** Why, for the slots' ads. */
  readonly reason?: string;
  /** Attributes whose values moved since the configuration was written. */
  readonly attributes?: Readonly<Record<string, number>>;
}

/** The part of HTCondor's configuration that changes while it runs; a reconfiguration (HUP) makes it count. */
export class RuntimeConfig {
  readonly #actor: Actor;
  readonly #path: string;
  #accept = true;
  #retirement: string;
  #reason = "";
  #attributes: Readonly<Record<string, number>> = {};

  /** `retirement`: expression of how long a running job may go on after a graceful shutdown began. */
  constructor(actor: Actor, path: string, retirement: string) {
    this.#actor = actor;
    this.#path = path;
    this.#retirement = retirement;
  }

  /** True when something changed and was written. */
  change(change: RuntimeChange): boolean {
    const before = JSON.stringify([this.#accept, this.#retirement, this.#reason, this.#attributes]);
    if (change.accept !== undefined) this.#accept = change.accept;
    if (change.retirement !== undefined) this.#retirement = String(change.retirement);
    if (change.reason !== undefined) this.#reason = change.reason;
    if (change.attributes !== undefined) this.#attributes = change.attributes;
    return (
      before !== JSON.stringify([this.#accept, this.#retirement, this.#reason, this.#attributes]) && this.write().ok
    );
  }

  write(): Read<null> {
    const rendered = renderCondorConfig([
      { knob: "GLIDEIN_Accepts", value: { kind: "boolean", value: this.#accept } },
      { knob: "MAXJOBRETIREMENTTIME", value: { kind: "expression", text: this.#retirement } },
      { knob: "GLIDEIN_Drain_Reason", value: { kind: "string-literal", text: this.#reason } },
      ...Object.entries(this.#attributes).map(
        ([knob, value]): ConfigEntry => ({ knob, value: { kind: "integer", value } }),
      ),
    ]);
    return rendered.ok
      ? this.#actor.writeFile(this.#path, rendered.value)
      : err({ code: "io", what: rendered.error[0]?.problem ?? "cannot be written down" });
  }
}
