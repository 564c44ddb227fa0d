// Inputs of the lifetime decision, with the defaults of the settings table.

import type { LifetimeInput } from "../../src/decide/lifetime/input.ts";
import { resolveSettings } from "../../src/decide/settings.ts";
import type { CredentialFact } from "../../src/model/facts/credential.ts";
import type { Settings } from "../../src/model/settings.ts";

export const now = 1_795_392_000;

export function settingsOf(values: Readonly<Record<string, number | string | boolean>>): Settings {
  const resolved = resolveSettings([
    Object.entries(values).map(([name, value]) => ({
      name,
      text: String(value),
      source: { kind: "set", name } as const,
    })),
  ]);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  return resolved.value.settings;
}

export const lifetimeInput = (
  values: Readonly<Record<string, number | string | boolean>> = {},
  more: Partial<Omit<LifetimeInput, "settings">> = {},
): LifetimeInput => ({
  settings: settingsOf(values),
  now,
  started: { at: now, from: "the glidein's own start" },
  draw: 0,
  batch: [],
  features: [],
  credentials: [],
  ...more,
});

export const credential = (more: Partial<CredentialFact> = {}): CredentialFact => ({
  kind: "idtoken",
  path: "/creds/pool.token",
  from: "GLIDEIN_Token (option --token)",
  standing: "given",
  expiresAt: null,
  notBefore: null,
  limits: [],
  starts: [],
  subject: "pilot@lab.example",
  issuer: "lab.example",
  fingerprint: "00",
  details: { keyId: "POOL" },
  problems: [],
  ...more,
});

/** A token that ends `left` seconds from now; null: never. */
export const tokenWith = (left: number | null, more: Partial<CredentialFact> = {}): CredentialFact =>
  credential(
    left === null
      ? more
      : {
          expiresAt: now + left,
          limits: [{ what: "`exp`", at: now + left, part: "token" }],
          fingerprint: String(left),
          ...more,
        },
  );

export const proxyWith = (
  left: number,
  vomsLeft: number | null = null,
  more: Partial<CredentialFact> = {},
): CredentialFact =>
  credential({
    kind: "x509-proxy",
    path: "/creds/proxy",
    from: "X509_USER_PROXY (environment X509_USER_PROXY)",
    expiresAt: now + Math.min(left, vomsLeft ?? left),
    limits: [
      { what: "proxy certificate /CN=77", at: now + left, part: "certificate" },
      ...(vomsLeft === null
        ? []
        : [{ what: "VOMS attribute certificate of cms", at: now + vomsLeft, part: "voms" } as const]),
    ],
    details: { identity: "/CN=Ada" },
    ...more,
  });
