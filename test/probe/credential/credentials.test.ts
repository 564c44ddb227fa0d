import { describe, expect, it } from "vitest";
import { MemoryHost, type MemoryNode } from "../../../src/host/memory-host.ts";
import type { CredentialFact } from "../../../src/model/facts/credential.ts";
import { probeCredentials } from "../../../src/probe/credential/credentials.ts";
import { authority, certificate, certificatePem, ecKey } from "../../rig/certificates.ts";
import { caCertificate, file, keys, proxy, proxyFiles, T0, userCertificate } from "../../rig/credentials.ts";
import { settingsOf } from "../../rig/lifetime-input.ts";
import { idtoken, wlcgToken } from "../../rig/tokens.ts";

const probed = (node: MemoryNode, settings: Record<string, string> = {}): Promise<readonly CredentialFact[]> =>
  probeCredentials(
    new MemoryHost({ now: T0, ...node, modes: { ...closed(node), ...node.modes } }),
    settingsOf(settings),
  );
const closed = ({ files }: MemoryNode): Record<string, number> =>
  Object.fromEntries(Object.keys(files ?? {}).map((path) => [path, 0o600]));
const told = (facts: readonly CredentialFact[]): string[] =>
  facts.map(({ path, standing, problems }) => [path, standing, ...problems.map(({ code }) => code)].join(" "));
const good = file(proxy());
const bearer = (left: number): string => wlcgToken({ exp: T0 + left });
const expiring = (left: number): string => idtoken({ exp: T0 + left });

describe("tokens for the pool", () => {
  it("are those of a file that the setting names", async () => {
    const [fact, ...others] = await probed({ files: { "/t": expiring(600) } }, { GLIDEIN_Token: "/t" });
    expect(others).toEqual([]);
    expect(fact).toMatchObject({
      kind: "idtoken",
      path: "/t",
      from: "GLIDEIN_Token (--set GLIDEIN_Token)",
      standing: "given",
      expiresAt: T0 + 600,
      problems: [],
    });
  });

  it("are those of all files of a directory, in HTCondor's order and without what it passes over", async () => {
    const files = {
      "/d/b": expiring(600),
      "/d/a": expiring(-5),
      "/d/.hidden": expiring(1),
      "/d/old~": expiring(1),
      "/d/x.rpmsave": expiring(1),
      "/d/sub/c": expiring(1),
    };
    expect(told(await probed({ files }, { GLIDEIN_Token: "/d/" }))).toEqual(["/d/a given expired", "/d/b given"]);
  });

  it.each([
    ["is missing", {}, "missing"],
    ["may not be read", { "/t": { failure: { code: "denied", what: "permission denied" } } }, "unreadable"],
    ["is endless", { "/t": "x".repeat(1_048_577) }, "unreadable"],
    ["is empty", { "/t": "" }, "no-token"],
  ] as const)("are a finding when the file %s", async (_what, files, code) => {
    expect(told(await probed({ files }, { GLIDEIN_Token: "/t" }))).toEqual([`/t given ${code}`]);
  });

  it("are a finding when the directory is empty, or full of everything", async () => {
    expect(told(await probed({ directories: ["/d"] }, { GLIDEIN_Token: "/d" }))).toEqual(["/d given no-file"]);
    const files = Object.fromEntries(Array.from({ length: 70 }, (_, i) => [`/d/${i}`, expiring(600)]));
    const facts = await probed({ files }, { GLIDEIN_Token: "/d" });
    expect(facts).toHaveLength(65);
    expect(told(facts).at(-1)).toBe("/d given too-many-files");
  });

  it("are looked for in the user's directory when none is given, and not missed there", async () => {
    const env = { HOME: "/home/ada" };
    expect(told(await probed({ env, files: { "/home/ada/.condor/tokens.d/x": expiring(600) } }))).toEqual([
      "/home/ada/.condor/tokens.d/x ambient",
    ]);
    expect(await probed({ env })).toEqual([]);
    expect(await probed({ env, directories: ["/home/ada/.condor/tokens.d"] })).toEqual([]);
    const configured = { ...env, _CONDOR_SEC_TOKEN_DIRECTORY: "/t.d" };
    expect(told(await probed({ env: configured, files: { "/t.d/x": expiring(600) } }))).toEqual(["/t.d/x ambient"]);
  });

  it("that others can read are a finding, and still count", async () => {
    const [fact] = await probed({ files: { "/t": expiring(600) }, modes: { "/t": 0o644 } }, { GLIDEIN_Token: "/t" });
    expect(fact).toMatchObject({ expiresAt: T0 + 600, problems: [{ code: "too-open", severity: "warning" }] });
  });

  it("of another user are a finding, but not for root", async () => {
    const node = { files: { "/t": expiring(600) }, stats: { "/t": { uid: 77 } } };
    expect(told(await probed(node, { GLIDEIN_Token: "/t" }))).toEqual(["/t given foreign-owner"]);
    expect(told(await probed({ ...node, uid: 0 }, { GLIDEIN_Token: "/t" }))).toEqual(["/t given"]);
  });
});

describe("proxies", () => {
  it("are where X509_USER_PROXY says, and nowhere else then", async () => {
    const files = { "/p": good, "/tmp/x509up_u1000": good };
    expect(told(await probed({ files }, { X509_USER_PROXY: "/p" }))).toEqual(["/p given"]);
    expect(told(await probed({ files }, { X509_USER_PROXY: "/elsewhere" }))).toEqual(["/elsewhere given missing"]);
    expect(told(await probed({ directories: ["/p.d"] }, { X509_USER_PROXY: "/p.d" }))).toEqual([
      "/p.d given unreadable",
    ]);
  });

  it("are else in /tmp under our uid, or under the only one there when nobody knows ours", async () => {
    const files = { "/tmp/x509up_u1000": good };
    expect(told(await probed({ files }))).toEqual(["/tmp/x509up_u1000 ambient"]);
    expect(await probed({ files, uid: 1001 })).toEqual([]);
    expect(told(await probed({ files, uid: null, mode: "tree" }))).toEqual(["/tmp/x509up_u1000 ambient"]);
    expect(await probed({ files: { ...files, "/tmp/x509up_u2": good }, uid: null })).toEqual([]);
  });

  it("in /tmp are not read when somebody else put them there", async () => {
    const link = { "/tmp/x509up_u1000": { link: "/home/eve/proxy" }, "/home/eve/proxy": good };
    expect(told(await probed({ files: link }))).toEqual(["/tmp/x509up_u1000 ambient unreadable"]);
    const foreign = { files: { "/tmp/x509up_u1000": good }, stats: { "/tmp/x509up_u1000": { uid: 666 } } };
    expect(told(await probed(foreign))).toEqual(["/tmp/x509up_u1000 ambient unreadable"]);
  });

  it("are judged by the clock of the node", async () => {
    const files = { "/p": proxyFiles["34"]!() };
    expect(told(await probed({ files }, { X509_USER_PROXY: "/p" }))).toEqual(["/p given voms-ends-first voms-expired"]);
    expect(told(await probed({ files, now: T0 - 5400 }, { X509_USER_PROXY: "/p" }))[0]).toContain("not-yet-valid");
  });
});

describe("the CA directory", () => {
  // As `openssl x509 -subject_hash` prints it for this name.
  const hash = "50171aef";
  const caFile = `/etc/grid-security/certificates/${hash}.0`;
  const withCa = (ca: Buffer | string, proxyText = good): Promise<readonly CredentialFact[]> =>
    probed(
      { files: { "/p": proxyText, [caFile]: typeof ca === "string" ? ca : certificatePem(ca) } },
      { X509_USER_PROXY: "/p" },
    );

  it("vouches for the user's certificate, in the file that OpenSSL's hash names", async () => {
    expect(told(await withCa(caCertificate))).toEqual(["/p given"]);
  });

  it("shows that a certificate only claims to be the CA's", async () => {
    const forged = file(proxy(), [userCertificate({ signer: keys.other })]);
    expect(told(await withCa(caCertificate, forged))).toEqual(["/p given bad-signature"]);
  });

  it("is told to lack the CA, or to have another one under its hash", async () => {
    expect(told(await withCa("nothing"))).toEqual(["/p given ca-unknown"]);
    const other = certificate({
      subject: ["CN=x"],
      issuer: ["CN=x"],
      from: T0,
      to: T0 + 9,
      key: keys.ca,
      signer: keys.ca,
      extensions: [authority()],
    });
    expect(told(await withCa(other))).toEqual(["/p given ca-unknown"]);
  });

  it("is where X509_CERT_DIR says, with the same name spelled in other string types, cases and spaces", async () => {
    const subject = ["DC=Org", "O=Größe  und   Maß ", `CN=${"x".repeat(200)} CA`];
    const key = ecKey();
    const root = certificate({
      subject,
      issuer: subject,
      from: T0,
      to: T0 + 9e6,
      key,
      signer: key,
      extensions: [authority()],
    });
    // As OpenSSL 3.0 prints it.
    const name = "63575522";
    const text = file(proxy(), [userCertificate({ issuer: subject, signer: key })]);
    const files = {
      "/p": text,
      [`/cas/${name}.0`]: certificatePem(caCertificate),
      [`/cas/${name}.1`]: certificatePem(root),
    };
    expect(told(await probed({ files }, { X509_USER_PROXY: "/p", X509_CERT_DIR: "/cas" }))).toEqual(["/p given"]);
  });
});

describe("bearer tokens", () => {
  it("are the first that is there, in the order of WLCG", async () => {
    const files = { "/f": bearer(1), "/run/bt_u1000": bearer(2), "/tmp/bt_u1000": bearer(3) };
    const all = { BEARER_TOKEN: bearer(0), BEARER_TOKEN_FILE: "/f", XDG_RUNTIME_DIR: "/run" };
    const first = async (env: Record<string, string>, more = files): Promise<string[]> =>
      told(await probed({ env, files: more }));
    expect(await first(all)).toEqual(["environment BEARER_TOKEN ambient"]);
    expect(await first({ ...all, BEARER_TOKEN: " \n" })).toEqual(["/f ambient"]);
    expect(await first({ XDG_RUNTIME_DIR: "/run" })).toEqual(["/run/bt_u1000 ambient"]);
    expect(await first({})).toEqual(["/tmp/bt_u1000 ambient"]);
    expect(await first({ ...all, SCITOKENS_FILE: "/f" })).toEqual(["/f ambient"]);
  });

  it("go on after one that is missing or blank, and say so when a variable named it", async () => {
    const env = { BEARER_TOKEN_FILE: "/gone", XDG_RUNTIME_DIR: "/run" };
    const files = { "/run/bt_u1000": "\n", "/tmp/bt_u1000": bearer(3) };
    expect(told(await probed({ env, files }))).toEqual(["/gone ambient missing", "/tmp/bt_u1000 ambient"]);
  });

  it("stop at one that cannot be read or is too large", async () => {
    const files = { "/f": "x".repeat(16_384), "/tmp/bt_u1000": bearer(3) };
    expect(told(await probed({ env: { BEARER_TOKEN_FILE: "/f" }, files }))).toEqual(["/f ambient too-large"]);
    const denied = { ...files, "/f": { failure: { code: "denied", what: "no" } } } as const;
    expect(told(await probed({ env: { BEARER_TOKEN_FILE: "/f" }, files: denied }))).toEqual(["/f ambient unreadable"]);
  });

  it("that somebody planted in /tmp are not read", async () => {
    const node = { files: { "/tmp/bt_u1000": bearer(3) }, stats: { "/tmp/bt_u1000": { uid: 666 } } };
    expect(told(await probed(node))).toEqual(["/tmp/bt_u1000 ambient unreadable"]);
  });

  it("of the batch job are those that HTCondor put into its credential directory", async () => {
    const json = JSON.stringify({ access_token: bearer(60), expires_in: 5 });
    const env = { _CONDOR_CREDS: "/scratch/.condor_creds" };
    const files = {
      "/scratch/.condor_creds/cern.use": json,
      "/scratch/.condor_creds/fnal_x.use": `${bearer(5)}\n`,
      "/scratch/.condor_creds/readme": "x",
    };
    expect(told(await probed({ env, files }))).toEqual([
      "/scratch/.condor_creds/cern.use job",
      "/scratch/.condor_creds/fnal_x.use job",
    ]);
    expect(await probed({ env })).toEqual([]);
  });
});

describe("a recording", () => {
  it("holds facts and no secret, and is judged by the clock of the replay", async () => {
    const kept: Record<string, unknown> = {};
    class Keeping extends MemoryHost {
      override async secret<T>(key: string, observe: (host: MemoryHost) => Promise<T>): Promise<T> {
        kept[key] = await observe(this);
        // What a replay reads from the journal.
        return JSON.parse(JSON.stringify(kept[key])) as T;
      }
    }
    const text = expiring(600);
    const files = { "/t": text, "/p": good };
    const facts = await probeCredentials(
      new Keeping({ now: T0 + 601, files, env: { BEARER_TOKEN: bearer(60) } }),
      settingsOf({ GLIDEIN_Token: "/t", X509_USER_PROXY: "/p" }),
    );
    expect(told(facts).map((line) => line.split(" ").at(-1))).toEqual(["expired", "too-open", "expired"]);
    expect(Object.keys(kept).sort()).toEqual(["credential /p", "credential /t", "environment BEARER_TOKEN"]);
    const record = JSON.stringify(kept);
    for (const secret of [text.split(".")[2]!, "PRIVATE KEY", bearer(60).split(".")[2]!])
      expect(record).not.toContain(secret);
    expect(record).not.toContain('"code":"expired"');
  });
});
