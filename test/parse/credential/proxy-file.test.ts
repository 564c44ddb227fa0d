import { describe, expect, it } from "vitest";
import type { CredentialReading } from "../../../src/model/facts/credential.ts";
import { readProxyFile as readFile } from "../../../src/parse/credential/proxy-file.ts";
import { timeProblems } from "../../../src/parse/credential/time-problems.ts";
import { proxyFiles, T0 } from "../../rig/credentials.ts";

const readProxyFile = (bytes: Uint8Array): CredentialReading => readFile(bytes).reading;

interface Expectation {
  readonly form: string;
  readonly policy: string | null;
  readonly subject: string;
  readonly identity?: string;
  /** Relative to T0, in hours. */
  readonly end: number;
  readonly left?: number | null;
  readonly findings: readonly string[];
}

const E = "/DC=org/DC=lab/OU=People/CN=Ada User";
const usual = { form: "rfc3820", policy: "full", subject: `${E}/CN=77`, end: 12, findings: [] };
const voms = { ...usual, end: 2, findings: ["voms-ends-first"] };

const forty: Readonly<Record<string, Expectation>> = {
  "1": usual,
  "2": { ...usual, policy: "limited" },
  "3": { ...usual, policy: "independent", identity: `${E}/CN=77` },
  "4": { ...usual, policy: "restricted", identity: `${E}/CN=77`, findings: ["unknown-policy"] },
  "5": { ...usual, form: "legacy", subject: `${E}/CN=proxy`, findings: ["legacy-proxy"] },
  "6": { ...usual, form: "legacy", policy: "limited", subject: `${E}/CN=limited proxy`, findings: ["legacy-proxy"] },
  "7": { ...usual, form: "draft", findings: ["draft-proxy"] },
  "8": { ...usual, form: "draft", policy: "limited", findings: ["draft-proxy"] },
  "8b": { ...usual, form: "draft", policy: "limited", left: 2, findings: ["draft-proxy"] },
  "9": { ...usual, left: 0 },
  "10": { ...usual, subject: `${E}/CN=77/CN=78`, left: -1, findings: ["key-form", "path-length-exceeded"] },
  "11": { ...usual, subject: `${E}/CN=77/CN=78`, left: 1 },
  "12": { ...usual, policy: "limited", subject: `${E}/CN=77/CN=78`, findings: ["policy-widened"] },
  "13": { ...usual, policy: "limited", subject: `${E}/CN=77/CN=78` },
  "14": { ...usual, form: "legacy", subject: `${E}/CN=77/CN=proxy`, findings: ["legacy-proxy", "mixed-proxy-kinds"] },
  "15": usual,
  "16": { ...usual, findings: ["unusual-order"] },
  "17": { ...usual, findings: ["ca-in-file"] },
  "18": { ...usual, findings: ["issuer-missing"] },
  "19": { ...usual, findings: ["key-missing"] },
  "20": { ...usual, findings: ["key-mismatch"] },
  "21": { ...usual, findings: ["key-encrypted"] },
  "22": { ...usual, subject: `${E}/CN=12345`, end: 24 },
  "23": usual,
  "24": { ...usual, end: -1, findings: ["expired"] },
  "25": { ...usual, end: 5, findings: ["not-yet-valid"] },
  "26": { ...usual, end: 24, findings: ["issuer-ends-first"] },
  "27": { ...usual, findings: ["bad-signature"] },
  "28": { ...usual, subject: "/DC=org/DC=lab/CN=Other/CN=77", findings: ["subject-not-under-issuer"] },
  "29": { ...usual, findings: ["pci-not-critical"] },
  "30": { ...usual, findings: ["duplicate-extension"] },
  "31": { ...usual, findings: ["proxy-is-ca"] },
  "32": voms,
  "33": { ...voms, findings: ["voms-ends-first", "voms-ends-first"] },
  "34": { ...voms, end: -1, findings: ["voms-ends-first", "voms-expired"] },
  "35": { ...voms, subject: `${E}/CN=77/CN=78` },
  "36": { ...usual, findings: ["voms-malformed"] },
  "36b": { ...usual, findings: ["voms-holder-mismatch"] },
};

describe("the proxies of the forty credentials", () => {
  it.each(Object.entries(forty))("reads number %s", (number, expected) => {
    const read = readProxyFile(Buffer.from(proxyFiles[number]!()));
    expect({
      form: read.details["form"],
      policy: read.details["policy"],
      subject: read.subject,
      identity: read.details["identity"],
      end: ((read.expiresAt ?? Number.NaN) - T0) / 3600,
      left: read.details["delegationsLeft"],
      findings: [...read.problems, ...timeProblems(read, T0)].map(({ code }) => code).sort(),
    }).toEqual({ identity: E, left: null, ...expected });
  });
});
