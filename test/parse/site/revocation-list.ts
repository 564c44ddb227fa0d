// Certificate revocation lists (RFC 5280 §5.1), made by hand; nobody signed them.

export interface ListOptions {
  readonly nextUpdate: number | null;
  readonly form: "der" | "pem";
  readonly entries?: number;
  /** null: version 1, which has no version field. */
  readonly version?: 1 | null;
}

function value(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 128) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const digits = content.length.toString(16);
  const length = Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length]), length, content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => value(0x30, ...parts);
const time = (at: number): Buffer =>
  value(0x18, Buffer.from(`${new Date(at * 1000).toISOString().replaceAll(/[-:T]|\.[0-9]+/g, "")}`));
/** sha256WithRSAEncryption */
const algorithm = sequence(Buffer.from("06092a864886f70d01010b0500", "hex"));
/** O = Example */
const issuer = sequence(
  value(0x31, sequence(Buffer.from("0603550 40a".replace(" ", ""), "hex"), value(0x0c, Buffer.from("Example")))),
);

export function revocationList({ nextUpdate, form, entries = 0, version = 1 }: ListOptions): Buffer {
  const revoked = Array.from({ length: entries }, (_, serial) =>
    sequence(value(0x02, Buffer.from([1, serial >> 8, serial & 255])), time(1_600_000_000)),
  );
  const signed = sequence(
    ...(version === null ? [] : [value(0x02, Buffer.from([version]))]),
    algorithm,
    issuer,
    time(1_600_000_000),
    ...(nextUpdate === null ? [] : [time(nextUpdate)]),
    ...(entries === 0 ? [] : [sequence(...revoked)]),
  );
  const list = sequence(signed, algorithm, value(0x03, Buffer.from([0, 1, 2, 3])));
  if (form === "der") return list;
  const lines = list.toString("base64").replaceAll(/.{64}/g, "$&\n");
  return Buffer.from(`-----BEGIN X509 CRL-----\n${lines}\n-----END X509 CRL-----\n`);
}
