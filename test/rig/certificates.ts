// Certificates, proxies and VOMS attribute certificates at any time and with any fault.
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import {
  type Asn1,
  binary,
  certificateTime,
  ctx,
  fromBytes,
  generalizedTime,
  integer,
  name,
  nil,
  octets,
  oid,
  prim,
  seq,
  set,
  toBytes,
} from "./der.ts";

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

export const rsaKey = (modulusLength = 2048): KeyPair => generateKeyPairSync("rsa", { modulusLength });
export const ecKey = (): KeyPair => generateKeyPairSync("ec", { namedCurve: "P-256" });

export interface CertificateRecipe {
  readonly subject: readonly string[];
  readonly issuer: readonly string[];
  readonly serial?: number;
  readonly from: number;
  readonly to: number;
  readonly key: KeyPair;
  readonly signer: KeyPair;
  readonly extensions?: readonly Asn1[];
  /** Instead of the two times. */
  readonly validity?: Asn1;
}

const algorithm = ({ privateKey }: KeyPair): Asn1 =>
  privateKey.asymmetricKeyType === "rsa" ? seq(oid("1.2.840.113549.1.1.11"), nil()) : seq(oid("1.2.840.10045.4.3.2"));

export const signed = (body: Asn1, signer: KeyPair): Asn1 =>
  seq(body, algorithm(signer), prim(3, `\0${binary(sign("sha256", toBytes(body), signer.privateKey))}`));

export function certificate(recipe: CertificateRecipe): Buffer {
  const { signer, extensions = [] } = recipe;
  const body = seq(
    ctx(0, [integer(2)]),
    integer(recipe.serial ?? 0x1234),
    algorithm(signer),
    name(recipe.issuer),
    recipe.validity ?? seq(certificateTime(recipe.from), certificateTime(recipe.to)),
    name(recipe.subject),
    fromBytes(recipe.key.publicKey.export({ format: "der", type: "spki" })),
    ...(extensions.length === 0 ? [] : [ctx(3, [seq(...extensions)])]),
  );
  return toBytes(signed(body, signer));
}

export const extension = (dotted: string, value: Asn1, critical = false): Asn1 =>
  seq(oid(dotted), ...(critical ? [prim(1, "\xff")] : []), octets(binary(toBytes(value))));

export const keyUsage = (): Asn1 => extension("2.5.29.15", prim(3, "\x05\xa0"), true);
export const caUsage = (): Asn1 => extension("2.5.29.15", prim(3, "\x01\x06"), true);
export const authority = (): Asn1 => extension("2.5.29.19", seq(prim(1, "\xff")), true);

export const policies = {
  full: "1.3.6.1.5.5.7.21.1",
  independent: "1.3.6.1.5.5.7.21.2",
  limited: "1.3.6.1.4.1.3536.1.1.1.9",
} as const;

export interface ProxyInfoRecipe {
  readonly language?: string;
  readonly pathLength?: number;
  readonly text?: string;
  readonly draft?: boolean;
  readonly critical?: boolean;
}

export function proxyInfo(recipe: ProxyInfoRecipe = {}): Asn1 {
  const { language = policies.full, pathLength, text, draft = false, critical = true } = recipe;
  const policy = seq(oid(language), ...(text === undefined ? [] : [octets(text)]));
  const length = pathLength === undefined ? [] : [draft ? ctx(1, [integer(pathLength)]) : integer(pathLength)];
  const value = draft ? seq(policy, ...length) : seq(...length, policy);
  return extension(draft ? "1.3.6.1.4.1.3536.1.222" : "1.3.6.1.5.5.7.1.14", value, critical);
}

export interface VomsRecipe {
  readonly vo?: string;
  readonly fqans?: readonly string[];
  readonly uri?: string;
  readonly attributes?: readonly (readonly [name: string, value: string, qualifier: string])[];
  readonly holder: readonly string[];
  readonly holderSerial?: number;
  readonly from: number;
  readonly to: number;
  readonly signer: KeyPair;
  readonly server?: Buffer;
  readonly validity?: Asn1;
}

export const vomsServer = ["DC=org", "DC=lab", "CN=voms.lab.org"];

export function attributeCertificate(recipe: VomsRecipe): Asn1 {
  const { vo = "testvo", uri = "voms.lab.org:15000", signer } = recipe;
  const fqans = recipe.fqans ?? [`/${vo}/Role=pilot/Capability=NULL`, `/${vo}/Role=NULL/Capability=NULL`];
  const grantor = (): Asn1 => ctx(6, `${vo}://${uri}`);
  const triples = (recipe.attributes ?? []).map((triple) => seq(...triple.map(octets)));
  const spki = fromBytes(signer.publicKey.export({ format: "der", type: "spki" })).value as Asn1[];
  const keyBits = Buffer.from(toBytes(spki[1]!)).subarray(-65);
  const info = seq(
    integer(1),
    seq(ctx(0, [seq(ctx(4, [name(recipe.holder)])), integer(recipe.holderSerial ?? 0x1234)])),
    ctx(0, [seq(ctx(4, [name(vomsServer)]))]),
    algorithm(signer),
    integer(7),
    recipe.validity ?? seq(generalizedTime(recipe.from), generalizedTime(recipe.to)),
    seq(seq(oid("1.3.6.1.4.1.8005.100.100.4"), set(seq(ctx(0, [grantor()]), seq(...fqans.map(octets)))))),
    seq(
      extension("2.5.29.56", nil()),
      extension("2.5.29.35", seq(ctx(0, binary(createHash("sha1").update(keyBits).digest())))),
      ...(recipe.server === undefined
        ? []
        : [extension("1.3.6.1.4.1.8005.100.100.10", seq(seq(fromBytes(recipe.server))))]),
      ...(triples.length === 0
        ? []
        : [extension("1.3.6.1.4.1.8005.100.100.11", seq(seq(seq(seq(grantor()), seq(...triples)))))]),
    ),
  );
  return signed(info, signer);
}

export const vomsExtension = (...certificates: Asn1[]): Asn1 =>
  extension("1.3.6.1.4.1.8005.100.100.5", seq(seq(...certificates)));

export const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString("base64")
    .replace(/.{64}(?=.)/g, "$&\n")}\n-----END ${label}-----\n`;

export const certificatePem = (der: Uint8Array): string => pem("CERTIFICATE", der);
export const keyPem = ({ privateKey }: KeyPair, type: "pkcs8" | "pkcs1" | "sec1" = "pkcs8"): string =>
  privateKey.export({ format: "pem", type }).toString();
