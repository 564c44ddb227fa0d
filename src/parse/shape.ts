import { err, ok, type Result } from "../model/result.ts";

/** Where a JSON value is not what it must be. `place` is a path in the document, empty for the whole. */
export interface Misfit {
  readonly place: string;
  readonly expected: string;
}

/**
 * What a JSON value must be to be used as a T; null: it is. The mark makes shapes of different types incompatible, so
 * that a description that does not follow its type does not compile.
 */
export interface Shape<T> {
  (value: unknown, place: string): Misfit | null;
  readonly mark?: (value: T) => T;
}

/** The value as what its shape says, or where it is something else. */
export function fitted<T>(shape: Shape<T>, value: unknown): Result<T, Misfit> {
  const misfit = shape(value, "");
  if (misfit !== null) return err(misfit);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shape is of this type and has just been checked
  return ok(value as T);
}

export const number: Shape<number> = (value, place) => expect(Number.isFinite(value), place, "a number");
export const text: Shape<string> = (value, place) => expect(typeof value === "string", place, "a text");
export const truth: Shape<boolean> = (value, place) => expect(typeof value === "boolean", place, "true or false");
export const anything: Shape<unknown> = () => null;

export function word<const T extends string>(...words: readonly T[]): Shape<T> {
  return (value, place) =>
    expect(
      words.some((one) => one === value),
      place,
      `one of ${words.join(", ")}`,
    );
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return (value, place) => (value === null ? null : orNull(shape(value, place)));
}

/** For a key that may be absent. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value, place) => (value === undefined ? null : shape(value, place));
}

export function either<A, B>(first: Shape<A>, second: Shape<B>): Shape<A | B> {
  return (value, place) => {
    const misfit = first(value, place);
    if (misfit === null) return null;
    const other = second(value, place);
    // The one that got deeper into the value knows better what was meant.
    return other === null || other.place.length > misfit.place.length ? other : misfit;
  };
}

export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) return { place, expected: "a list" };
    return firstMisfit(value.map((one: unknown, index) => () => item(one, `${place}[${index}]`)));
  };
}

/** An object with any keys, each value of the same shape. */
export function dictionary<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value, place) => {
    if (!isObject(value)) return { place, expected: "an object" };
    return firstMisfit(
      Object.entries(value).map(
        ([key, one]) =>
          () =>
            item(one, below(place, key)),
      ),
    );
  };
}

/** An object with at least these keys; more may be there. */
export function object<T extends object>(keys: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  // Object.entries forgets that each value is a shape; the mapped type above says so.
  const shapes = Object.entries(keys) as readonly (readonly [string, Shape<unknown>])[];
  return (value, place) => {
    if (!isObject(value)) return { place, expected: "an object" };
    return firstMisfit(
      shapes.map(
        ([key, shape]) =>
          () =>
            shape(Object.hasOwn(value, key) ? value[key] : undefined, below(place, key)),
      ),
    );
  };
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const expect = (fits: boolean, place: string, expected: string): Misfit | null => (fits ? null : { place, expected });
const orNull = (misfit: Misfit | null): Misfit | null =>
  misfit === null ? null : { ...misfit, expected: `${misfit.expected}, or null` };
const below = (place: string, key: string): string => (place === "" ? key : `${place}.${key}`);

function firstMisfit(checks: readonly (() => Misfit | null)[]): Misfit | null {
  for (const check of checks) {
    const misfit = check();
    if (misfit !== null) return misfit;
  }
  return null;
}
