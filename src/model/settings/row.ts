/** What one setting is. Flags, environment names, documentation and parsing all come from its row. */
export type SettingType =
  | { readonly kind: "string"; readonly pattern?: RegExp; readonly expected?: string }
  /** An absolute or relative path on the node. */
  | { readonly kind: "path" }
  | { readonly kind: "boolean" }
  | { readonly kind: "integer"; readonly min?: number; readonly max?: number }
  | { readonly kind: "number"; readonly min?: number; readonly max?: number }
  /** Seconds; `90`, `15m`, `4h`, `2d` and `HH:MM:SS` are understood. */
  | { readonly kind: "seconds"; readonly min?: number; readonly max?: number }
  /** MiB; a plain number is MiB, suffixes K M G T with an optional B. */
  | { readonly kind: "mebibytes"; readonly min?: number; readonly max?: number }
  /** Comma-separated words. */
  | { readonly kind: "list" }
  | { readonly kind: "choice"; readonly choices: readonly string[] };

export interface SettingRow<Type extends SettingType = SettingType, Default = unknown> {
  readonly type: Type;
  /** `null`: not set, which decisions treat as its own case. */
  readonly default: Default;
  /** One or two sentences: meaning, unit, what unset means. */
  readonly doc: string;
  /** Option of every command that looks at the node, e.g. `--pool`. */
  readonly flag?: string;
  /** Environment variables beside the setting's own name, first one present wins. */
  readonly environment?: readonly string[];
  /** Never shown; recorded only as present. */
  readonly secret?: boolean;
}

type Text = "string" | "path" | "choice";
type Amount = "integer" | "number" | "seconds" | "mebibytes";
/** TypeScript type of a parsed value. */
export type ValueOf<T extends SettingType> = T["kind"] extends Text
  ? string
  : T["kind"] extends Amount
    ? number
    : T["kind"] extends "boolean"
      ? boolean
      : readonly string[];

/** Checks at compile time that the default has the type of the setting (or is null). */
export const row = <const T extends SettingType, const D extends ValueOf<T> | null>(
  r: SettingRow<T, D>,
): SettingRow<T, D> => r;
