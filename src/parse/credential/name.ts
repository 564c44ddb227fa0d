import type { DerNode } from "./der.ts";
import { isA, oidOf, sameBytes, textOf } from "./der-values.ts";
import { shown } from "./problem.ts";

/** A distinguished name. Names are compared by their bytes, never by their text, in which `/CN=a/CN=b` has two readings. */
export interface X500Name {
  /** `/DC=org/CN=Ada`, as grid tools print it; bounded, control characters escaped. */
  readonly text: string;
  readonly der: Uint8Array;
  readonly rdns: readonly DerNode[];
  /** The text of the last component when that is a single common name. */
  readonly lastCommonName: string | null;
}

const commonName = "2.5.4.3";
/** Short names as grid tools print them. */
const attributeNames: Readonly<Record<string, string>> = {
  [commonName]: "CN",
  "2.5.4.5": "serialNumber",
  "2.5.4.6": "C",
  "2.5.4.7": "L",
  "2.5.4.8": "ST",
  "2.5.4.9": "street",
  "2.5.4.10": "O",
  "2.5.4.11": "OU",
  "2.5.4.12": "title",
  "2.5.4.4": "SN",
  "2.5.4.42": "GN",
  "0.9.2342.19200300.100.1.1": "UID",
  "0.9.2342.19200300.100.1.25": "DC",
  "1.2.840.113549.1.9.1": "emailAddress",
};
const maxComponents = 64;
const maxText = 1000;

/** null when it is not a sequence of sets of (type, string). */
export function readName(node: DerNode | undefined): X500Name | null {
  if (!isA(node, "sequence") || node.children.length > maxComponents) return null;
  const parts: string[] = [];
  for (const rdn of node.children) {
    const attributes = isA(rdn, "set") && rdn.children.length > 0 ? rdn.children.map(readAttribute) : [null];
    if (attributes.includes(null)) return null;
    parts.push(attributes.map((a) => `${a?.name}=${a?.value}`).join("+"));
  }
  return {
    text: shown(parts.map((part) => `/${part}`).join(""), maxText),
    der: node.raw,
    rdns: node.children,
    lastCommonName: singleCommonName(node.children.at(-1)),
  };
}

function readAttribute(node: DerNode): { readonly name: string; readonly value: string } | null {
  const oid = isA(node, "sequence") && node.children.length === 2 ? oidOf(node.children[0]) : null;
  const value = textOf(node.children[1]);
  return oid === null || value === null ? null : { name: attributeNames[oid] ?? oid, value };
}

function singleCommonName(rdn: DerNode | undefined): string | null {
  const [attribute, second] = rdn?.children ?? [];
  if (attribute === undefined || second !== undefined || oidOf(attribute.children[0]) !== commonName) return null;
  return textOf(attribute.children[1]);
}

export const sameName = (a: X500Name, b: X500Name): boolean => sameBytes(a.der, b.der);

/** RFC 3820 §3.4: a proxy's subject is its issuer's subject and one more component, a single common name. */
export function isOneCommonNameBelow(subject: X500Name, issuer: X500Name): boolean {
  return (
    subject.lastCommonName !== null &&
    subject.rdns.length === issuer.rdns.length + 1 &&
    issuer.rdns.every((rdn, index) => {
      const same = subject.rdns[index];
      return same !== undefined && sameBytes(rdn.raw, same.raw);
    })
  );
}
