// The command line with which a factory starts a pilot, and where the parts of its staging area are on the web server.
import { factoryArgument } from "../../src/parse/factory-argument.ts";
import type { AreaId } from "../../src/parse/gwms/arguments.ts";
import type { PublishedPart } from "./gwms-area.ts";

/** Path on the web server of each part. */
export const partPath: Readonly<Record<AreaId, string>> = {
  main: "/factory/stage",
  entry: "/factory/stage/entry_site_a",
  client: "/vo/stage",
  client_group: "/vo/stage/group_main",
};

/** The command line that the factory gives. */
export function classicArguments(
  base: string,
  parts: ReadonlyMap<AreaId, PublishedPart>,
  parameters: Readonly<Record<string, string>>,
  directory = ".",
): readonly string[] {
  const part = (id: AreaId): PublishedPart =>
    parts.get(id) ?? { files: new Map(), description: "none", signature: "0".repeat(40) };
  return [
    ...[
      "-v",
      "std",
      "-name",
      "v1_0",
      "-entry",
      "site_a",
      "-clientname",
      "vo.main",
      "-schedd",
      "schedd@factory",
      "-proxy",
      "None",
    ],
    ...[
      "-factory",
      "Factory",
      "-web",
      `${base}${partPath.main}`,
      "-sign",
      part("main").signature,
      "-signentry",
      part("entry").signature,
    ],
    ...[
      "-signtype",
      "sha1",
      "-descript",
      part("main").description,
      "-descriptentry",
      part("entry").description,
      "-dir",
      directory,
    ],
    ...["-param_GLIDEIN_Client", "vo.dot,main", "-submitcredid", "123456", "-slotslayout", "partitionable"],
    ...["-clientweb", `${base}${partPath.client}`, "-clientsign", part("client").signature, "-clientsigntype", "sha1"],
    ...[
      "-clientdescript",
      part("client").description,
      "-clientgroup",
      "main",
      "-clientwebgroup",
      `${base}${partPath.client_group}`,
    ],
    ...["-clientsigngroup", part("client_group").signature, "-clientdescriptgroup", part("client_group").description],
    ...Object.entries({
      GLIDEIN_Report_Failed: "NEVER",
      CONDOR_OS: "default",
      CONDOR_ARCH: "default",
      CONDOR_VERSION: "default",
      ...parameters,
    }).flatMap(([name, value]) => [`-param_${name}`, factoryArgument(value)]),
    ...["-cluster", "1234", "-subcluster", "7"],
  ];
}

/** Files of all parts by their path on the server. */
export const servedFiles = (parts: ReadonlyMap<AreaId, PublishedPart>): ReadonlyMap<string, Buffer> =>
  new Map(
    [...parts].flatMap(([id, { files }]) =>
      [...files].map(([name, content]) => [`${partPath[id]}/${name}`, content] as const),
    ),
  );
