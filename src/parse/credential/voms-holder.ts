import type { DerNode } from "./der.ts";
import { integerHex, isA, isContext } from "./der-values.ts";
import { readName, type X500Name } from "./name.ts";

/** Whom an attribute certificate is for: a certificate by its issuer's (or, from VOMS, its own) name and serial number. */
export interface VomsHolder {
  readonly name: X500Name | null;
  readonly serial: string | null;
}

/** The first directory name (`[4]`) of a GeneralNames. */
export function directoryName(generalNames: DerNode | undefined): X500Name | null {
  const name = generalNames?.children.find((node) => isContext(node, 4));
  return readName(name?.children[0]);
}

/** The first URI (`[6]`) of a GeneralNames. */
export const uriOf = (generalNames: DerNode | undefined): Uint8Array | null =>
  generalNames?.children.find((node) => isContext(node, 6))?.content ?? null;

/** RFC 5755 has three forms; VOMS writes baseCertificateID, and entityName names the holder as well. */
export function readHolder(node: DerNode | undefined): VomsHolder {
  if (!isA(node, "sequence")) return { name: null, serial: null };
  const base = node.children.find((child) => isContext(child, 0));
  if (base !== undefined) return { name: directoryName(base.children[0]), serial: integerHex(base.children[1]) };
  return { name: directoryName(node.children.find((child) => isContext(child, 1))), serial: null };
}
