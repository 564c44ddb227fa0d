import { err, ok, type Result } from "../../model/result.ts";
import { type DerNode, readDer } from "./der.ts";
import { asciiOf, isA, isContext, oidOf } from "./der-values.ts";
import { shown } from "./problem.ts";
import { uriOf } from "./voms-holder.ts";

/** What a VOMS server says of the holder. */
export interface VomsAttributes {
  readonly vo: string;
  /** `host:port` of the server. */
  readonly uri: string;
  /** `/vo/group/Role=pilot/Capability=NULL`, the primary one first. */
  readonly fqans: readonly string[];
}

export interface GenericAttribute {
  readonly name: string;
  readonly value: string;
  readonly qualifier: string;
}

const fqansOid = "1.3.6.1.4.1.8005.100.100.4";
const maxAttributes = 200;

/** From the attributes of an attribute certificate. The error is a phrase. */
export function readVomsAttributes(list: DerNode | undefined): Result<VomsAttributes, string> {
  const attribute = isA(list, "sequence")
    ? list.children.find((node) => oidOf(node.children[0]) === fqansOid)
    : undefined;
  const values = attribute?.children[1];
  if (!isA(values, "set") || values.children.length !== 1) return err("has no VOMS attributes");
  const [authority, fqans] = values.children[0]?.children ?? [];
  const uri = isContext(authority, 0) ? uriOf(authority) : null;
  const [vo, server] = uri === null ? [] : asciiOf(uri).split("://", 2);
  if (vo === undefined || vo === "" || server === undefined) return err("names no VO and server (vo://host:port)");
  if (!isA(fqans, "sequence") || fqans.children.length > maxAttributes) return err("has no readable list of FQANs");
  const texts: string[] = [];
  for (const node of fqans.children) {
    if (!isA(node, "octet-string")) return err("has an FQAN that is no OCTET STRING");
    const text = asciiOf(node.content);
    if (text !== `/${vo}` && !text.startsWith(`/${vo}/`))
      return err(`has the FQAN ${shown(text)}, which is not under its VO /${shown(vo)}`);
    texts.push(shown(text));
  }
  return ok({ vo: shown(vo), uri: shown(server), fqans: texts });
}

/** From extension 1.3.6.1.4.1.8005.100.100.11; what cannot be read gives nothing, no rights hang on it. */
export function readGenericAttributes(value: Uint8Array | undefined): readonly GenericAttribute[] {
  const read = value === undefined ? null : readDer(value);
  if (read === null || !read.ok) return [];
  const triples = read.value.children.flatMap((list) =>
    list.children.flatMap((grantor) => grantor.children[1]?.children ?? []),
  );
  return triples.slice(0, maxAttributes).flatMap((triple) => {
    const [name, text, qualifier] = triple.children.map((node) => shown(asciiOf(node.content)));
    return name === undefined || text === undefined || qualifier === undefined
      ? []
      : [{ name, value: text, qualifier }];
  });
}
