import type { Sourced } from "./provenance.ts";
import { connectionSettings } from "./settings/connection.ts";
import { containerSettings } from "./settings/container.ts";
import { credentialSettings } from "./settings/credential.ts";
import { launchSettings } from "./settings/launch.ts";
import { lifetimeSettings } from "./settings/lifetime.ts";
import { policySettings } from "./settings/policy.ts";
import { resourceSettings } from "./settings/resources.ts";
import type { SettingRow, ValueOf } from "./settings/row.ts";
import { runSettings } from "./settings/run.ts";
import { runtimeSettings } from "./settings/runtime.ts";
import { siteSettings } from "./settings/site.ts";
import { stagingSettings } from "./settings/staging.ts";
import { validationSettings } from "./settings/validation.ts";

/** The table of all settings, by topic. A setting is one row; nothing else declares flags or defaults. */
export const settingsTable = {
  ...connectionSettings,
  ...credentialSettings,
  ...runSettings,
  ...runtimeSettings,
  ...launchSettings,
  ...lifetimeSettings,
  ...resourceSettings,
  ...policySettings,
  ...containerSettings,
  ...stagingSettings,
  ...siteSettings,
  ...validationSettings,
} as const;

export type SettingName = keyof typeof settingsTable;

type ValueOfRow<R> = R extends SettingRow<infer T, infer D> ? ValueOf<T> | (null extends D ? null : never) : never;
export type SettingValue<N extends SettingName> = ValueOfRow<(typeof settingsTable)[N]>;

/** Resolved settings: every name has a typed value that knows its layer. */
export type Settings = { readonly [N in SettingName]: Sourced<SettingValue<N>> } & {
  /** Names that are in no row, kept as text: attributes of a VO or a factory, or a typing error. */
  readonly extra: Readonly<Record<string, Sourced<string>>>;
};
