// A DER writer over node-forge, so that what the reader is tested with comes from other hands.
import forge from "node-forge";

const { asn1 } = forge;
export type Asn1 = forge.asn1.Asn1;

export const binary = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
export const toBytes = (node: Asn1): Buffer => Buffer.from(asn1.toDer(node).getBytes(), "latin1");
export const fromBytes = (bytes: Uint8Array): Asn1 => asn1.fromDer(binary(bytes));

export const prim = (type: number, value: string): Asn1 => asn1.create(asn1.Class.UNIVERSAL, type, false, value);
export const seq = (...children: Asn1[]): Asn1 => asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, children);
export const set = (...children: Asn1[]): Asn1 => asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SET, true, children);
export const ctx = (n: number, value: string | Asn1[]): Asn1 =>
  asn1.create(asn1.Class.CONTEXT_SPECIFIC, n, typeof value !== "string", value);
export const oid = (dotted: string): Asn1 => prim(asn1.Type.OID, asn1.oidToDer(dotted).getBytes());
export const octets = (value: string): Asn1 => prim(asn1.Type.OCTETSTRING, value);
export const nil = (): Asn1 => prim(asn1.Type.NULL, "");

/** A non-negative INTEGER. */
export function integer(value: number): Asn1 {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return prim(
    asn1.Type.INTEGER,
    Buffer.from(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even, "hex").toString("latin1"),
  );
}

const digits = (epoch: number): string => new Date(epoch * 1000).toISOString().replace(/[-:T]/g, "").slice(0, 14);
export const generalizedTime = (epoch: number): Asn1 => prim(asn1.Type.GENERALIZEDTIME, `${digits(epoch)}Z`);
/** UTCTime before 2050, as certificates have it. */
export const certificateTime = (epoch: number): Asn1 =>
  epoch < 2_524_608_000 ? prim(asn1.Type.UTCTIME, `${digits(epoch).slice(2)}Z`) : generalizedTime(epoch);

const attributeOids: Readonly<Record<string, { oid: string; type: number }>> = {
  DC: { oid: "0.9.2342.19200300.100.1.25", type: 22 },
  O: { oid: "2.5.4.10", type: 12 },
  OU: { oid: "2.5.4.11", type: 12 },
  CN: { oid: "2.5.4.3", type: 12 },
};

/** `["DC=org", "CN=Ada"]` as a Name. */
export const name = (rdns: readonly string[]): Asn1 =>
  seq(
    ...rdns.map((rdn) => {
      const equals = rdn.indexOf("=");
      const attribute = attributeOids[rdn.slice(0, equals)]!;
      return set(seq(oid(attribute.oid), prim(attribute.type, Buffer.from(rdn.slice(equals + 1)).toString("latin1"))));
    }),
  );
