import { err, ok, type Result } from "../../model/result.ts";
import type { DerNode } from "./der.ts";
import { booleanOf, isA, oidOf } from "./der-values.ts";

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** Content of the OCTET STRING: DER of its own. */
  readonly value: Uint8Array;
  readonly offset: number;
}

export interface Extensions {
  readonly byOid: ReadonlyMap<string, Extension>;
  /** OIDs that occur twice, which RFC 5280 §4.2 forbids: readers differ in which one counts. */
  readonly repeated: readonly string[];
}

/** `SEQUENCE OF Extension`, as in certificates and attribute certificates. The error is a phrase. */
export function readExtensions(list: DerNode | undefined): Result<Extensions, string> {
  const byOid = new Map<string, Extension>();
  const repeated: string[] = [];
  if (list === undefined) return ok({ byOid, repeated });
  if (!isA(list, "sequence")) return err("extensions that are no SEQUENCE");
  for (const node of list.children) {
    const extension = readExtension(node);
    if (extension === null) return err(`an extension that cannot be read at byte ${node.offset}`);
    if (byOid.has(extension.oid)) repeated.push(extension.oid);
    else byOid.set(extension.oid, extension);
  }
  return ok({ byOid, repeated });
}

function readExtension(node: DerNode): Extension | null {
  const parts = isA(node, "sequence") ? node.children : [];
  const oid = oidOf(parts[0]);
  const value = parts.at(-1);
  // Written FALSE is against DER (it is the default) but means what it says.
  const critical = parts.length === 3 ? booleanOf(parts[1]) : false;
  if (oid === null || critical === null || parts.length < 2 || parts.length > 3 || !isA(value, "octet-string"))
    return null;
  return { oid, critical, value: value.content, offset: node.offset };
}
