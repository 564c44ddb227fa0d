import { describe, expect, it } from "vitest";
import { namesSecret, redactSecrets, redactValue } from "../../src/parse/redact.ts";
import { cpuTime } from "../cpu-time.ts";

const secret = "s3cr3t-Value_0123456789abcdef";
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwaWxvdCJ9.c2lnbmF0dXJl";

const texts: readonly (readonly [string, string, string])[] = [
  ["a private key", `a\n-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\nb`, "a\nREMOVED\nb"],
  ["an RSA key that was cut off", `-----BEGIN RSA PRIVATE KEY-----\n${secret}`, "REMOVED"],
  [
    "an OpenSSH key in JSON",
    `{"k":"-----BEGIN OPENSSH PRIVATE KEY-----\\n${secret}\\n-----END OPENSSH PRIVATE KEY-----"}`,
    '{"k":"REMOVED"}',
  ],
  ["a token", `token: ${jwt}, next`, "token: REMOVED, next"],
  ["a token without signature", `x ${jwt.split(".").slice(0, 2).join(".")}. y`, "x REMOVED y"],
  ["a token of a code host", "ghp_0123456789abcdef0123456789abcdef0123 x", "REMOVED x"],
  ["user information in a URL", `see https://user:${secret}@host:8443/p`, "see https://REMOVED@host:8443/p"],
  ["a signed URL", `https://h/p?a=1&X-Amz-Signature=${secret}&b=2`, "https://h/p?a=1&X-Amz-Signature=REMOVED&b=2"],
  ["a shared access signature", `https://h/p?sv=1&sig=${secret}#x`, "https://h/p?sv=1&sig=REMOVED#x"],
  ["an access token in a query", `https://h/p?access_token=${secret}`, "https://h/p?access_token=REMOVED"],
  ["a header", `Authorization: Bearer ${secret}`, "Authorization: Bearer REMOVED"],
  ["a shell assignment", `DB_PASSWORD=${secret} make`, "DB_PASSWORD=REMOVED make"],
  ["a quoted assignment", `password = "${secret}"`, 'password = "REMOVED"'],
  ["JSON", `{"apiKey":"${secret}","a":1}`, '{"apiKey":"REMOVED","a":1}'],
  ["JSON in JSON", `"{\\"SECRET\\":\\"${secret}\\"}"`, '"{\\"SECRET\\":\\"REMOVED\\"}"'],
  ["a claim", `<10.0.0.1:9618?addrs=x>#1795390000#7#${secret}`, "<10.0.0.1:9618?addrs=x>#1795390000#7#REMOVED"],
];

describe("redactSecrets", () => {
  it.each(texts)("takes out %s and leaves what is around it", (_, text, expected) => {
    expect(redactSecrets(text)).toBe(expected);
    expect(redactSecrets(expected)).toBe(expected);
  });

  it.each([
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    "SEC_TOKEN_DIRECTORY = /etc/condor/tokens.d",
    "BEARER_TOKEN_FILE=/tmp/bt_u1000",
    "GLIDEIN_TOKEN=/home/pilot/token",
    "https://host/path?site=X&retry=3",
    "root:x:0:0:root:/root:/bin/bash",
    "mail someone@example.org",
    "SLURM_JOB_ID=4711",
    "",
  ])("leaves %j alone", (text) => {
    expect(redactSecrets(text)).toBe(text);
  });

  it.each([
    "eyJ-".repeat(250_000),
    "-----BEGIN PRIVATE KEY-----".repeat(40_000),
    "a://".repeat(250_000),
    `${"A_".repeat(500_000)}X`,
  ])("takes no more than linear time, whatever it gets", (text) => {
    expect(cpuTime(() => void redactSecrets(text))).toBeLessThan(5000);
  });
});

describe("redactValue", () => {
  it("reaches every text of a value and changes nothing else", () => {
    const value = { a: [jwt, 1, null, { b: `PGPASSWORD=${secret}` }], c: true };
    expect(redactValue(value)).toEqual({ a: ["REMOVED", 1, null, { b: "PGPASSWORD=REMOVED" }], c: true });
    expect(value.a[0]).toBe(jwt);
  });
});

describe("namesSecret", () => {
  it.each([
    "BEARER_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "MYSQL_PWD",
    "PGPASSWORD",
    "PBS_JOBCOOKIE",
    "SLURM_JWT",
    "CONDOR_PRIVATE_INHERIT",
    "ApiKey",
  ])("knows %s", (name) => expect(namesSecret(name)).toBe(true));
  it.each(["PWD", "OLDPWD", "BEARER_TOKEN_FILE", "PATH", "SLURM_JOB_ID", "X509_USER_PROXY", "TOKENIZER"])(
    "lets %s be",
    (name) => expect(namesSecret(name)).toBe(false),
  );
});
