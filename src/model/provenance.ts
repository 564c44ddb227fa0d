/**
 * Every value knows where it came from. Decisions are built with `prefer`, `least` and `derive`, which
 * keep the inputs and the losers, so `glidein explain` needs no logging by hand.
 */
export type Source =
  | { readonly kind: "default"; readonly setting: string }
  | { readonly kind: "option"; readonly flag: string }
  | { readonly kind: "set"; readonly name: string }
  | { readonly kind: "environment"; readonly name: string }
  | { readonly kind: "file"; readonly path: string; readonly line?: number; readonly key?: string }
  | { readonly kind: "feature"; readonly scope: "machine" | "job"; readonly key: string; readonly location: string }
  | { readonly kind: "probe"; readonly probe: string; readonly evidence: string }
  | { readonly kind: "rule"; readonly rule: string; readonly inputs: readonly Named[] };

export interface Named {
  readonly name: string;
  readonly sourced: Sourced<unknown>;
}

declare const made: unique symbol;

/** A value with its source; `overrode` holds the values that lost to it. Made only by this module. */
export interface Sourced<T> {
  readonly [made]?: never;
  readonly value: T;
  readonly source: Source;
  readonly overrode?: readonly Named[];
}

export const sourced = <T>(value: T, source: Source): Sourced<T> => ({ value, source });
export const named = (name: string, value: Sourced<unknown>): Named => ({ name, sourced: value });

/** A value computed by a named rule from named inputs. */
export function derive<T>(rule: string, inputs: readonly Named[], value: T): Sourced<T> {
  return { value, source: { kind: "rule", rule, inputs } };
}

/** The first candidate that is there wins; the later ones are kept as losers. */
export function prefer<T>(
  ...candidates: readonly { name: string; sourced: Sourced<T> | undefined }[]
): Sourced<T> | undefined {
  const present = candidates.filter((c): c is { name: string; sourced: Sourced<T> } => c.sourced !== undefined);
  const [winner, ...losers] = present;
  return winner && withLosers(winner.sourced, losers);
}

/** The smallest value wins (ties: the first); the others are kept as losers. */
export function least<T extends number>(
  candidates: readonly { name: string; sourced: Sourced<T> }[],
): Sourced<T> | undefined {
  const [winner, ...losers] = [...candidates].sort((a, b) => a.sourced.value - b.sourced.value);
  return winner && withLosers(winner.sourced, losers);
}

function withLosers<T>(winner: Sourced<T>, losers: readonly Named[]): Sourced<T> {
  return losers.length === 0 ? winner : { ...winner, overrode: [...(winner.overrode ?? []), ...losers] };
}

/** One line saying where a value came from, for tables and for comments in generated configuration. */
export function describeSource(source: Source): string {
  switch (source.kind) {
    case "default":
      return `default of ${source.setting}`;
    case "option":
      return `option ${source.flag}`;
    case "set":
      return `--set ${source.name}`;
    case "environment":
      return `environment ${source.name}`;
    case "file":
      return `${source.path}${source.line === undefined ? "" : `:${source.line}`}${source.key === undefined ? "" : ` ${source.key}`}`;
    case "feature":
      return `${source.scope} feature ${source.key} (${source.location})`;
    case "probe":
      return `${source.probe}: ${source.evidence}`;
    case "rule":
      return `rule ${source.rule}`;
    default:
      return source satisfies never;
  }
}
