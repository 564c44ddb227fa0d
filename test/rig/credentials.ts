// The forty credentials on which readers of proxies and tokens differ, made anew for every run. T0 is the clock of the
// code under test; unless a recipe says otherwise a proxy is E/CN=77 of the user E, from T0-300 s to T0+12 h.

import {
  attributeCertificate,
  authority,
  type CertificateRecipe,
  caUsage,
  certificate,
  certificatePem,
  ecKey,
  type KeyPair,
  keyPem,
  keyUsage,
  policies,
  proxyInfo,
  rsaKey,
  type VomsRecipe,
  vomsExtension,
  vomsServer,
} from "./certificates.ts";
import type { Asn1 } from "./der.ts";
import { idtoken, scopes, token, tokenOfText, wlcgToken } from "./tokens.ts";

export const T0 = 1_795_392_000;
const hour = 3600;

export const keys = {
  ca: ecKey(),
  user: rsaKey(),
  leaf: rsaKey(),
  child: ecKey(),
  ecUser: ecKey(),
  voms: ecKey(),
  other: ecKey(),
};
const ca = ["DC=org", "DC=lab", "CN=Gen CA"];
export const user = ["DC=org", "DC=lab", "OU=People", "CN=Ada User"];

export const caCertificate = certificate({
  subject: ca,
  issuer: ca,
  from: T0 - 240 * hour,
  to: T0 + 10_000 * hour,
  key: keys.ca,
  signer: keys.ca,
  extensions: [authority(), caUsage()],
});

export const userCertificate = (recipe: Partial<CertificateRecipe> = {}): Buffer =>
  certificate({
    subject: user,
    issuer: ca,
    from: T0 - hour,
    to: T0 + 720 * hour,
    key: keys.user,
    signer: keys.ca,
    extensions: [keyUsage()],
    ...recipe,
  });

export const proxy = (recipe: Partial<CertificateRecipe> = {}): Buffer =>
  certificate({
    subject: [...(recipe.issuer ?? user), "CN=77"],
    issuer: user,
    serial: 77,
    from: T0 - 300,
    to: T0 + 12 * hour,
    key: keys.leaf,
    signer: keys.user,
    extensions: [keyUsage(), proxyInfo()],
    ...recipe,
  });

const first = [...user, "CN=77"];
/** A second proxy, made from E/CN=77. */
export const child = (recipe: Partial<CertificateRecipe> = {}): Buffer =>
  proxy({ subject: [...first, "CN=78"], issuer: first, serial: 78, key: keys.child, signer: keys.leaf, ...recipe });

/** Leaf, key, the rest of the chain: the usual order. */
export const file = (leaf: Buffer, chain: readonly Buffer[] = [userCertificate()], key: KeyPair = keys.leaf): string =>
  certificatePem(leaf) + keyPem(key) + chain.map(certificatePem).join("");

const serverCertificate = certificate({
  subject: vomsServer,
  issuer: ca,
  from: T0 - 240 * hour,
  to: T0 + 10_000 * hour,
  key: keys.voms,
  signer: keys.ca,
  extensions: [keyUsage()],
});

export const voms = (recipe: Partial<VomsRecipe> = {}): Asn1 =>
  attributeCertificate({
    holder: user,
    from: T0 - 60,
    to: T0 + 2 * hour,
    signer: keys.voms,
    server: serverCertificate,
    ...recipe,
  });

const withExtensions = (...extensions: Asn1[]): Buffer => proxy({ extensions: [keyUsage(), ...extensions] });
const withVoms = (...certificates: Asn1[]): string => file(withExtensions(proxyInfo(), vomsExtension(...certificates)));
const legacy = (name: "proxy" | "limited proxy"): Buffer =>
  proxy({ subject: [...user, `CN=${name}`], extensions: [keyUsage()] });
const two = (inner: Buffer, outer: Buffer = child()): string => file(outer, [inner, userCertificate()], keys.child);

const parts = (): { leaf: string; key: string; user: string } => ({
  leaf: certificatePem(proxy()),
  key: keyPem(keys.leaf),
  user: certificatePem(userCertificate()),
});

/** Proxy files by the number in the list of forty. */
export const proxyFiles: Readonly<Record<string, () => string>> = {
  "1": () => file(proxy()),
  "2": () =>
    certificatePem(withExtensions(proxyInfo({ language: policies.limited }))) +
    keyPem(keys.leaf, "pkcs1") +
    parts().user,
  "3": () => file(withExtensions(proxyInfo({ language: policies.independent }))),
  "4": () => file(withExtensions(proxyInfo({ language: "1.2.3.4", text: "policytext" }))),
  "5": () => file(legacy("proxy")),
  "6": () => file(legacy("limited proxy")),
  "7": () => file(withExtensions(proxyInfo({ draft: true }))),
  "8": () => file(withExtensions(proxyInfo({ draft: true, language: policies.limited }))),
  "8b": () => file(withExtensions(proxyInfo({ draft: true, language: policies.limited, pathLength: 2 }))),
  "9": () => file(withExtensions(proxyInfo({ pathLength: 0 }))),
  "10": () =>
    certificatePem(child()) +
    keyPem(keys.child, "sec1") +
    certificatePem(withExtensions(proxyInfo({ pathLength: 0 }))) +
    parts().user,
  "11": () => two(withExtensions(proxyInfo({ pathLength: 2 }))),
  "12": () => two(withExtensions(proxyInfo({ language: policies.limited }))),
  "13": () => two(proxy(), child({ extensions: [keyUsage(), proxyInfo({ language: policies.limited })] })),
  "14": () => two(proxy(), child({ subject: [...first, "CN=proxy"], extensions: [keyUsage()] })),
  "15": () => parts().key + parts().leaf + parts().user,
  "16": () => parts().user + parts().key + parts().leaf,
  "17": () => `some text\n${file(proxy(), [userCertificate(), caCertificate])}more text\n`.replace(/\n/g, "\r\n"),
  "18": () => file(proxy(), []),
  "19": () => parts().leaf + parts().user,
  "20": () => file(proxy(), [userCertificate()], keys.other),
  "21": () =>
    parts().leaf +
    keys.leaf.privateKey
      .export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "secret" })
      .toString() +
    parts().user,
  "22": () =>
    file(
      proxy({
        key: keys.child,
        signer: keys.ecUser,
        to: T0 + 24 * hour,
        subject: [...user, "CN=12345"],
        serial: 12_345,
      }),
      [userCertificate({ key: keys.ecUser })],
      keys.child,
    ),
  "23": () => file(proxy({ signer: keys.ecUser }), [userCertificate({ key: keys.ecUser })]),
  "24": () => file(proxy({ from: T0 - 3 * hour, to: T0 - hour })),
  "25": () => file(proxy({ from: T0 + hour, to: T0 + 5 * hour })),
  "26": () => file(proxy({ to: T0 + 240 * hour }), [userCertificate({ to: T0 + 24 * hour })]),
  "27": () => file(proxy({ signer: keys.ca })),
  "28": () => file(proxy({ subject: ["DC=org", "DC=lab", "CN=Other", "CN=77"] })),
  "29": () => file(withExtensions(proxyInfo({ critical: false }))),
  "30": () => file(withExtensions(proxyInfo(), proxyInfo())),
  "31": () => file(withExtensions(proxyInfo(), authority())),
  "32": () => withVoms(voms({ attributes: [["nick", "ada", "testvo"]] })),
  "33": () => withVoms(voms(), voms({ vo: "othervo", to: T0 + 5 * hour })),
  "34": () => withVoms(voms({ from: T0 - 2 * hour, to: T0 - hour })),
  "35": () => two(withExtensions(proxyInfo(), vomsExtension(voms()))),
  "36": () => withVoms(voms({ fqans: ["/other"] })),
  "36b": () => withVoms(voms({ holderSerial: 0x9999 })),
};

/** Token files by the number in the list of forty. */
export const tokenFiles: Readonly<Record<string, () => string>> = {
  "37": () =>
    `# tokens of the pool\n\n${idtoken({ sub: "a@lab.example", exp: T0 + 600 })}\n  ${idtoken({ sub: "b@lab.example" })}\nnot a token\n`,
  "38": () => `${idtoken({ sub: "x@lab.example" })}\n`,
  "38b": () =>
    `${token({ iss: "lab.example", sub: "x@lab.example", scope: scopes }, { alg: "none", kid: "POOL" }).replace(/[^.]*$/, "")}\n`,
  "39": () => `${wlcgToken({ exp: T0 + hour, nbf: T0 - 60 })}\n`,
  "39b": () => wlcgToken({ exp: T0 + 3600.5, nbf: T0 - 60 }),
  "39c": () => wlcgToken({ exp: T0 + hour, nbf: T0 + 30 }),
  "39d": () => wlcgToken({ exp: String(T0 + hour), nbf: T0 - 60 }),
  "40": () =>
    `${token({ ver: "scitoken:2.0", iss: "https://iss.example", sub: "a", aud: "ANY" }, { alg: "ES256", kid: "k" })}\n`,
  "40b": () =>
    tokenOfText(
      '{"alg":"ES256","kid":"k"}',
      `{"iss":"https://iss.example","sub":"a","exp":${T0 + 60},"exp":${T0 + hour}}`,
    ),
  "40c": () => wlcgToken({ exp: T0 + hour, padding: "x".repeat(13_000) }),
};
