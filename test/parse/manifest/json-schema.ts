// As much of JSON Schema (2020-12) as docs/manifest.schema.json uses; anything else in a schema is an error.
type Schema = Readonly<Record<string, unknown>>;
const known = new Set(
  (
    "type const pattern minLength maxLength minimum maximum items maxItems required properties propertyNames " +
    "additionalProperties maxProperties anyOf description title $schema $defs contentMediaType contentSchema"
  ).split(" "),
);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === "string",
  integer: Number.isInteger,
  null: (value) => value === null,
};

/** Whether a value fits a schema. */
export function fits(value: unknown, schema: Schema): boolean {
  for (const word of Object.keys(schema)) if (!known.has(word)) throw new Error(`${word} is not known here`);
  const type = types[String(schema["type"] ?? "")];
  if (type?.(value) === false) return false;
  if ("const" in schema && value !== schema["const"]) return false;
  const branches = schema["anyOf"] as readonly Schema[] | undefined;
  if (branches !== undefined && !branches.some((one) => fits(value, one))) return false;
  if (typeof value === "string" && !stringFits(value, schema)) return false;
  if (typeof value === "number" && (value < least(schema, "minimum") || value > most(schema, "maximum"))) return false;
  if (Array.isArray(value)) {
    const items = schema["items"] as Schema | undefined;
    if (value.length > most(schema, "maxItems")) return false;
    return items === undefined || value.every((one) => fits(one, items));
  }
  return !isObject(value) || objectFits(value, schema);
}

const least = (schema: Schema, word: string): number => Number(schema[word] ?? Number.NEGATIVE_INFINITY);
const most = (schema: Schema, word: string): number => Number(schema[word] ?? Number.POSITIVE_INFINITY);

function stringFits(value: string, schema: Schema): boolean {
  if ([...value].length > most(schema, "maxLength")) return false;
  return schema["pattern"] === undefined || new RegExp(String(schema["pattern"]), "u").test(value);
}

function objectFits(value: Readonly<Record<string, unknown>>, schema: Schema): boolean {
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, Schema>>;
  const others = schema["additionalProperties"] as Schema | undefined;
  const names = schema["propertyNames"] as Schema | undefined;
  if (Object.keys(value).length > most(schema, "maxProperties")) return false;
  for (const name of (schema["required"] ?? []) as readonly string[]) if (!Object.hasOwn(value, name)) return false;
  return Object.entries(value).every(([name, one]) => {
    if (names !== undefined && !fits(name, names)) return false;
    const own = Object.hasOwn(properties, name) ? properties[name] : others;
    return own === undefined || fits(one, own);
  });
}
