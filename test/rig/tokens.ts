// JSON Web Tokens of every kind, well made and not.
import { createHmac } from "node:crypto";

const encode = (json: string): string => Buffer.from(json).toString("base64url");

/** `header` and `payload` as JSON text, so that faults of JSON itself can be written. */
export function tokenOfText(header: string, payload: string): string {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${createHmac("sha256", "a test").update(input).digest("base64url")}`;
}

export const token = (
  payload: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = { alg: "HS256", kid: "POOL" },
): string => tokenOfText(JSON.stringify(header), JSON.stringify(payload));

export const scopes = "condor:/READ condor:/ADVERTISE_STARTD condor:/ADVERTISE_MASTER";

/** An HTCondor token; `exp` is left out when it is undefined. */
export const idtoken = (claims: Readonly<Record<string, unknown>> = {}): string =>
  token({
    iat: 1_795_391_000,
    iss: "lab.example",
    jti: "0123456789abcdef",
    scope: scopes,
    sub: "pilot@lab.example",
    ...claims,
  });

/** A WLCG token. */
export const wlcgToken = (claims: Readonly<Record<string, unknown>> = {}): string =>
  token(
    {
      sub: "alice",
      iss: "https://iss.example",
      aud: "https://wlcg.cern.ch/jwt/v1/any",
      "wlcg.ver": "1.0",
      "wlcg.groups": ["/wlcg", "/wlcg/pilots"],
      scope: "compute.create storage.read:/",
      jti: "0123456789abcdef",
      ...claims,
    },
    { alg: "ES256", kid: "key-1", typ: "JWT" },
  );
