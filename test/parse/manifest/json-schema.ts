// As much of JSON Schema (2020-12) as docs/manifest.schema.json uses; anything else in a schema is an error.
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly propertyNames?: Schema;
  readonly additionalProperties?: Schema;
  readonly maxProperties?: number;
  readonly anyOf?: readonly Schema[];
}
const known = new Set(
  (
    "type const pattern maxLength minimum maximum items maxItems required properties propertyNames " +
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
  if (schema.type !== undefined && types[schema.type]?.(value) !== true) return false;
  if ("const" in schema && value !== schema.const) return false;
  if (schema.anyOf?.some((one) => fits(value, one)) === false) return false;
  if (typeof value === "string" && !stringFits(value, schema)) return false;
  if (typeof value === "number" && !(value >= (schema.minimum ?? -Infinity) && value <= (schema.maximum ?? Infinity)))
    return false;
  if (Array.isArray(value)) return listFits(value, schema);
  return !isObject(value) || objectFits(value, schema);
}

const stringFits = (value: string, { maxLength = Infinity, pattern = "" }: Schema): boolean =>
  value.length <= maxLength && new RegExp(pattern, "u").test(value);

const listFits = (value: readonly unknown[], { maxItems = Infinity, items }: Schema): boolean =>
  value.length <= maxItems && (items === undefined || value.every((one) => fits(one, items)));

function objectFits(value: Readonly<Record<string, unknown>>, schema: Schema): boolean {
  const { properties = {}, required = [], maxProperties = Infinity, propertyNames, additionalProperties } = schema;
  if (Object.keys(value).length > maxProperties) return false;
  if (!required.every((name) => Object.hasOwn(value, name))) return false;
  return Object.entries(value).every(([name, one]) => {
    if (propertyNames !== undefined && !fits(name, propertyNames)) return false;
    const own = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    return own === undefined || fits(one, own);
  });
}
