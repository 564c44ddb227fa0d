/** Paths of the values that were read, with the values. */
export type Seen = Map<string, string | number | boolean | null>;

const mostSeen = 200;

/** The same object, every plain value that is read from it noted with its path, e.g. `storage.scratch.freeMiB`. */
export function watch<T extends object>(target: T, path: string, seen: Seen): T {
  return new Proxy(target, {
    get(object, key, receiver): unknown {
      const value: unknown = Reflect.get(object, key, receiver);
      if (typeof key === "symbol" || typeof value === "function") return value;
      const place = path === "" ? key : `${path}.${key}`;
      if (typeof value === "object" && value !== null) return watch(value, place, seen);

      if (isPlain(value) && seen.size < mostSeen && !(Array.isArray(object) && key === "length"))
        seen.set(place, value);
      return value;
    },
  });
}

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
