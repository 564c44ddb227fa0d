// What is inside, in CycloneDX 1.5: the packages of the bundle, and the runtime with the libraries that it includes.
import { createHash } from "node:crypto";
import type { Package } from "../build/packages.ts";
import { pinnedRuntimes } from "../launcher/pinned-runtimes.ts";

interface Component {
  readonly type: "application" | "library";
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly licenses?: readonly { readonly expression: string }[];
}

/** `time`: epoch seconds; `libraries`: `process.versions` of the runtime. */
export function sbom(
  version: string,
  time: number,
  packages: readonly Package[],
  libraries: Readonly<Record<string, string | undefined>>,
): string {
  const glidein = { type: "application", "bom-ref": "glidein", name: "glidein", version } as const;
  const node = pinnedRuntimes().version;
  const components: readonly Component[] = [
    ...packages.map(({ name, version: of, licence }) => {
      const purl = `pkg:npm/${name.replace(/^@/u, "%40")}@${of}`;
      return {
        type: "library",
        "bom-ref": purl,
        name,
        version: of,
        purl,
        licenses: [{ expression: licence }],
      } as const;
    }),
    {
      type: "application",
      "bom-ref": `node@${node}`,
      name: "node",
      version: node,
      purl: `pkg:generic/node@${node}`,
      licenses: [{ expression: "MIT" }],
    },
    ...Object.entries(libraries).flatMap(([name, of]) =>
      of === undefined || ["node", "modules", "napi"].includes(name)
        ? []
        : [{ type: "library", "bom-ref": `node/${name}@${of}`, name, version: of } as const],
    ),
  ];
  const inNode = components.filter((one) => one["bom-ref"].startsWith("node/")).map((one) => one["bom-ref"]);
  const direct = components.filter((one) => !one["bom-ref"].startsWith("node/")).map((one) => one["bom-ref"]);
  const body = {
    metadata: { timestamp: new Date(time * 1000).toISOString(), component: glidein },
    components,
    dependencies: [
      { ref: "glidein", dependsOn: direct },
      { ref: `node@${node}`, dependsOn: inNode },
    ],
  };
  const id = createHash("sha256").update(JSON.stringify(body)).digest("hex");
  // A version 8 UUID (RFC 9562): ours to fill, so the same contents have the same number.
  const serial = `${id.slice(0, 8)}-${id.slice(8, 12)}-8${id.slice(13, 16)}-a${id.slice(17, 20)}-${id.slice(20, 32)}`;
  const document = {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    serialNumber: `urn:uuid:${serial}`,
    version: 1,
    ...body,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
