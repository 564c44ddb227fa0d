// docs/manifest.schema.json: what `glidein stage create` writes, as a JSON Schema (2020-12).
import { manifestLimits, manifestSchema } from "../../src/parse/manifest/manifest.ts";
import { signedSchema } from "../../src/parse/manifest/signed-manifest.ts";

const { mostEntries, latest, largestFile, longestStep } = manifestLimits;

const pattern = (expression: RegExp, description?: string): object => ({
  type: "string",
  pattern: expression.source,
  ...(description === undefined ? {} : { description }),
});
const whole = (minimum: number, maximum: number, description: string): object => ({
  type: "integer",
  ...{ minimum, maximum, description },
});
const list = (items: object, description: string): object => ({
  type: "array",
  ...{ maxItems: mostEntries, items, description },
});
const object = (properties: Readonly<Record<string, object>>, required: readonly string[]): object => ({
  type: "object",
  ...{ maxProperties: mostEntries, required, properties },
});

const file = {
  file: {
    type: "string",
    maxLength: 200,
    pattern: "^(?!\\.{1,2}$)[!-.0-~]+$",
    description: "A file beside the manifest, at the same URL.",
  },
  sha256: pattern(manifestLimits.sha256),
  bytes: whole(0, largestFile, "Its size."),
};
const fileNames = Object.keys(file);

const release = object(
  {
    ...file,
    architecture: pattern(manifestLimits.word, "As `uname -m` says it."),
    systems: list(pattern(manifestLimits.word), "Such as rhel9 or debian12; none means any."),
  },
  [...fileNames, "architecture"],
);
const step = object(
  {
    ...file,
    limit: whole(1, longestStep, "Seconds until it is ended."),
    when: {
      description: "The setting that must have this value, or always.",
      anyOf: [
        { type: "null" },
        object({ setting: pattern(manifestLimits.settingName), is: pattern(manifestLimits.oneLine) }, [
          "setting",
          "is",
        ]),
      ],
    },
  },
  [...fileNames, "limit"],
);
const manifest = {
  description: "What a pool publishes for its glideins. expiresAt is not before issuedAt.",
  ...object(
    {
      schema: { const: manifestSchema },
      name: pattern(manifestLimits.word, "Serials are compared under it."),
      serial: whole(0, Number.MAX_SAFE_INTEGER, "Grows with each manifest of the name; a smaller one is refused."),
      issuedAt: whole(0, latest, "Epoch seconds."),
      expiresAt: whole(0, latest, "Epoch seconds; refused later."),
      settings: {
        description: "Settings of the glidein, by name (docs/settings.md).",
        anyOf: [
          { type: "null" },
          {
            type: "object",
            maxProperties: mostEntries,
            propertyNames: pattern(manifestLimits.settingName),
            additionalProperties: pattern(manifestLimits.oneLine),
          },
        ],
      },
      condor: list(release, "HTCondor releases; the first that fits the node is taken."),
      steps: list(step, "Programs that are run, in this order, before the plan is made."),
      runtimes: list(object(file, fileNames), "Runtimes that the launcher fetches from beside the manifest."),
    },
    ["schema", "name", "serial", "issuedAt", "expiresAt"],
  ),
};

export const manifestSchemaText = (): string =>
  `${JSON.stringify(
    {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: signedSchema,
      description:
        "A signed manifest. A signature is Ed25519 over the schema's name, a line feed and the payload as it stands.",
      ...object(
        {
          schema: { const: signedSchema },
          payload: {
            type: "string",
            contentMediaType: "application/json",
            contentSchema: { $ref: "#/$defs/manifest" },
          },
          signatures: list(
            object(
              {
                key: { type: "string", description: "The first 16 hexadecimal digits of the key's SHA-256." },
                signature: { type: "string", description: "64 bytes as base64url." },
              },
              ["key", "signature"],
            ),
            "Other entries than these are passed over.",
          ),
        },
        ["schema", "payload", "signatures"],
      ),
      $defs: { manifest },
    },
    null,
    2,
  )}\n`;
