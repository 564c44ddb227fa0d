import { describe, expect, it } from "vitest";
import type { CredentialReading } from "../../../src/model/facts/credential.ts";
import { readProxyFile as readFile } from "../../../src/parse/credential/proxy-file.ts";
import { timeProblems } from "../../../src/parse/credential/time-problems.ts";
import { certificate, keyUsage, proxyInfo, vomsExtension } from "../../rig/certificates.ts";
import { file, keys, proxy, proxyFiles, T0, voms } from "../../rig/credentials.ts";
import { type Asn1, certificateTime, generalizedTime, prim, seq } from "../../rig/der.ts";

const readProxyFile = (bytes: Uint8Array): CredentialReading => readFile(bytes).reading;

const readVomsOf = (...certificates: Asn1[]): CredentialReading =>
  readProxyFile(Buffer.from(file(proxy({ extensions: [keyUsage(), proxyInfo(), vomsExtension(...certificates)] }))));
const codes = ({ problems }: CredentialReading): string[] => problems.map(({ code }) => code);

describe("VOMS attribute certificates", () => {
  it("give the VO, its server, the FQANs in their order, the attributes and the holder", () => {
    const read = readProxyFile(Buffer.from(proxyFiles["32"]!()));
    expect(read.details["voms"]).toEqual([
      {
        vo: "testvo",
        uri: "voms.lab.org:15000",
        fqans: ["/testvo/Role=pilot/Capability=NULL", "/testvo/Role=NULL/Capability=NULL"],
        attributes: [{ name: "nick", value: "ada", qualifier: "testvo" }],
        holder: { name: "/DC=org/DC=lab/OU=People/CN=Ada User", serial: "1234" },
        issuer: "/DC=org/DC=lab/CN=voms.lab.org",
        notBefore: T0 - 60,
        notAfter: T0 + 7200,
        signatureHolds: true,
      },
    ]);
  });

  it("count as a limit each, under the name of their VO", () => {
    const { limits } = readProxyFile(Buffer.from(proxyFiles["33"]!()));
    expect(limits.filter(({ part }) => part === "voms")).toEqual([
      { what: "VOMS attribute certificate of testvo", at: T0 + 7200, part: "voms" },
      { what: "VOMS attribute certificate of othervo", at: T0 + 18_000, part: "voms" },
    ]);
  });

  it("keep the good one beside one that is malformed", () => {
    const read = readVomsOf(voms({ vo: "broken", fqans: ["/elsewhere"] }), voms());
    expect(codes(read)).toEqual(["voms-malformed", "voms-ends-first"].sort().reverse());
    expect(read.expiresAt).toBe(T0 + 7200);
  });

  it("are found to be signed by somebody else", () => {
    expect(codes(readVomsOf(voms({ signer: keys.other })))).toContain("voms-bad-signature");
  });

  it("say when they carry no server certificate, and when they name no group", () => {
    expect(codes(readVomsOf(voms({ server: undefined as never })))).toContain("voms-unverified");
    expect(codes(readVomsOf(voms({ fqans: [] })))).toContain("voms-without-fqans");
  });

  it("accept the holder by the name of the certificate's issuer, as RFC 5755 has it, and no other name", () => {
    expect(codes(readVomsOf(voms({ holder: ["DC=org", "DC=lab", "CN=Gen CA"] })))).toEqual(["voms-ends-first"]);
    expect(codes(readVomsOf(voms({ holder: ["DC=org", "DC=lab", "CN=Eve"] })))).toContain("voms-holder-mismatch");
  });

  it("of another holder give no rights here, so their end is no limit", () => {
    const read = readVomsOf(voms({ holderSerial: 1, to: T0 + 60 }), voms({ vo: "othervo" }));
    expect(read.expiresAt).toBe(T0 + 7200);
    expect(read.limits.filter(({ part }) => part === "voms").map(({ what }) => what)).toEqual([
      "VOMS attribute certificate of othervo",
    ]);
  });

  it("end with the certificate of their server, when that ends first", () => {
    const short = certificate({
      subject: ["CN=voms"],
      issuer: ["CN=voms"],
      from: T0,
      to: T0 + 900,
      key: keys.voms,
      signer: keys.voms,
    });
    const read = readVomsOf(voms({ server: short }));
    expect(read.expiresAt).toBe(T0 + 900);
    expect(read.limits.at(-1)).toEqual({ what: "VOMS server certificate of testvo", at: T0 + 900, part: "voms" });
  });

  it("of a proxy whose user certificate is missing cannot be told to be somebody else's", () => {
    const alone = proxy({ extensions: [keyUsage(), proxyInfo(), vomsExtension(voms({ holderSerial: 1 }))] });
    expect(codes(readProxyFile(Buffer.from(file(alone, []))))).not.toContain("voms-holder-mismatch");
  });

  it("are found not to be valid yet, which no other tool says", () => {
    const read = readVomsOf(voms({ from: T0 + 3600 }));
    expect(timeProblems(read, T0).map(({ code, severity }) => [code, severity])).toEqual([
      ["voms-not-yet-valid", "error"],
    ]);
  });

  it.each([
    ["month 13", seq(generalizedTime(T0), prim(24, "20261323000000Z"))],
    ["an offset", seq(generalizedTime(T0), prim(24, "20261123000000+0100"))],
    ["UTCTime", seq(certificateTime(T0), certificateTime(T0 + 60))],
  ])("with a date of %s are malformed and no limit", (_what, validity) => {
    const read = readVomsOf(voms({ validity }));
    expect(codes(read)).toContain("voms-malformed");
    expect(read.limits.filter(({ part, at }) => part === "voms" && at > T0 + 60)).toEqual([]);
  });

  it.each([
    ["an empty list", vomsExtension()],
    ["what is no attribute certificate", vomsExtension(seq())],
    ["seventeen of them", vomsExtension(...Array.from({ length: 17 }, () => seq()))],
  ])("of %s are malformed", (_what, extension) => {
    const read = readProxyFile(Buffer.from(file(proxy({ extensions: [keyUsage(), proxyInfo(), extension] }))));
    expect(codes(read)).toEqual(["voms-malformed"]);
    expect(read.expiresAt).toBe(T0 + 12 * 3600);
  });
});
