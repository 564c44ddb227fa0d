import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CredentialReading } from "../../src/model/facts/credential.ts";
import { readProxyFile } from "../../src/parse/credential/proxy-file.ts";
import { timeProblems } from "../../src/parse/credential/time-problems.ts";
import { readTokenFile } from "../../src/parse/credential/token-file.ts";
import { ensureBed } from "../bed/index.ts";
import { keyUsage, policies, proxyInfo, vomsExtension } from "../rig/certificates.ts";
import { child, file, keys, proxy, userCertificate, voms } from "../rig/credentials.ts";
import { fieldsOf, type GridTools, gridTools, secondsOf } from "./credentials/grid-tools.ts";

let tools: GridTools;

/** A CA, users with RSA and elliptic-curve keys, a VOMS server: what the tools need to make proxies. */
const authority = `
set -e
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj "/DC=org/DC=lab/CN=Test CA"
openssl genrsa -out rsa.key 2048; openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ec.key; openssl genrsa -out voms.key 2048
echo "keyUsage=critical,digitalSignature,keyEncipherment" > usage
for who in rsa ec voms; do
  openssl req -new -key $who.key -subj "/DC=org/DC=lab/OU=People/CN=Ada $who" -out request
  openssl x509 -req -in request -CA ca.pem -CAkey ca.key -set_serial 4660 -days 5 -extfile usage -out $who.pem
done
mkdir authorities; cp ca.pem authorities/$(openssl x509 -in ca.pem -noout -subject_hash).0
openssl rand -out signing-key 64
printf 'SEC_PASSWORD_DIRECTORY=/mnt\\nSEC_TOKEN_POOL_SIGNING_KEY_FILE=/mnt/signing-key\\nTRUST_DOMAIN=bed.test\\nNETWORK_HOSTNAME=localhost\\nNO_DNS=True\\nDEFAULT_DOMAIN_NAME=bed.invalid\\nSEC_TOKEN_DIRECTORY=/mnt/tokens\\n' > condor_config
mkdir tokens`;

beforeAll(async () => {
  tools = await gridTools((await ensureBed()).root);
  const made = await tools.shell(authority);
  expect(made.status, made.output).toBe(0);
});

afterAll(() => tools?.end());

const now = (): number => Date.now() / 1000;
const readOf = async (name: string): Promise<CredentialReading> =>
  readProxyFile(await readFile(join(tools.directory, name))).reading;
const errorsOf = (read: CredentialReading): string[] =>
  [...read.problems, ...timeProblems(read, now())]
    .filter(({ severity }) => severity !== "info")
    .map(({ code }) => code);

/** What grid-proxy-info calls a proxy. */
function globusType({ details: { form, policy } }: CredentialReading): string {
  const rights = policy === "full" ? "impersonation" : policy;
  if (form === "rfc3820") return `RFC 3820 compliant ${String(rights)} proxy`;
  return form === "draft"
    ? `Proxy draft (pre-RFC) compliant ${String(rights)} proxy`
    : `${String(policy)} legacy globus proxy`;
}

async function expectAsGlobus(name: string): Promise<CredentialReading> {
  const read = await readOf(name);
  const told = fieldsOf((await tools.shell(`grid-proxy-info -f ${name}`)).output);
  expect({
    subject: told.get("subject"),
    issuer: told.get("issuer"),
    identity: told.get("identity"),
    type: told.get("type"),
  }).toEqual({
    subject: [read.subject],
    issuer: [read.issuer],
    identity: [read.details["identity"]],
    type: [globusType(read)],
  });
  const left = Math.min(...read.limits.filter(({ part }) => part === "certificate").map(({ at }) => at)) - now();
  expect(Math.abs(secondsOf(told.get("timeleft")?.[0]) - Math.max(0, left))).toBeLessThan(60);
  return read;
}

describe("proxies that grid-proxy-init makes", () => {
  test.each([
    ["-rfc", [], null],
    ["-rfc -limited", [], null],
    ["-rfc -independent", [], null],
    ["-rfc -path-length 2", [], 2],
    ["-draft", ["draft-proxy"], null],
    ["-draft -limited -path-length 2", ["draft-proxy"], 2],
    ["-old", ["legacy-proxy"], null],
    ["-old -limited", ["legacy-proxy"], null],
  ])("with %s are what grid-proxy-info says", async (options, problems, delegations) => {
    const name = `made${options.replaceAll(" ", "")}`;
    for (const who of ["rsa", "ec"]) {
      await tools.shell(`grid-proxy-init -q -cert ${who}.pem -key ${who}.key -hours 7 -out ${name}.${who} ${options}`);
      const read = await expectAsGlobus(`${name}.${who}`);
      expect(errorsOf(read)).toEqual(problems);
      expect(read.details["delegationsLeft"]).toBe(delegations);
    }
  });

  test("from one another are chains, limited when one of them is", async () => {
    await tools.shell(
      "grid-proxy-init -q -cert rsa.pem -key rsa.key -rfc -limited -out one; grid-proxy-init -q -cert one -key one -rfc -hours 3 -out two",
    );
    const read = await expectAsGlobus("two");
    expect(read.details).toMatchObject({
      policy: "limited",
      chain: [{ form: "rfc3820" }, { form: "rfc3820" }, { form: "end-entity" }],
    });
    expect(errorsOf(read)).toEqual([]);
  });
});

describe("proxies that voms-proxy-fake makes", () => {
  const fake =
    "voms-proxy-fake -q -hostcert voms.pem -hostkey voms.key -voms testvo -uri voms.lab.org:15000 -hours 12 -vomslife 2 -rfc";

  test.each(["rsa", "ec"])("have the attributes that voms-proxy-info shows (%s)", async (who) => {
    await tools.shell(
      `${fake} -cert ${who}.pem -key ${who}.key -fqan /testvo/Role=pilot/Capability=NULL -fqan /testvo -out voms.${who}`,
    );
    const read = await readOf(`voms.${who}`);
    const told = fieldsOf((await tools.shell(`voms-proxy-info -file voms.${who} -all`)).output);
    expect(read.details["voms"]).toMatchObject([
      {
        vo: told.get("VO")?.[0],
        uri: told.get("uri")?.[0],
        fqans: told.get("attribute"),
        issuer: told.get("issuer")?.[1],
        holder: { name: told.get("subject")?.[1] },
        signatureHolds: true,
      },
    ]);
    const [left, vomsLeft] = (told.get("timeleft") ?? []).map(secondsOf);
    const limits = read.limits.map(({ at }) => at - now());
    expect(Math.abs((limits[0] ?? 0) - (left ?? 0))).toBeLessThan(60);
    expect(Math.abs((limits.at(-1) ?? 0) - (vomsLeft ?? 0))).toBeLessThan(60);
    expect(errorsOf(read)).toEqual([]);
    expect(read.problems.map(({ code }) => code)).toEqual(["voms-ends-first"]);
  });

  test("of two VOs, in the new format too, have both", async () => {
    const one = "-cert rsa.pem -key rsa.key -fqan /testvo";
    await tools.shell(
      `${fake} ${one} -out inner; ${fake.replace("testvo", "othervo")} -cert inner -key inner -fqan /othervo/Role=x -newformat -out both`,
    );
    const read = await readOf("both");
    expect(read.details["voms"]).toMatchObject([{ vo: "othervo" }, { vo: "testvo" }]);
    expect(errorsOf(read)).toEqual([]);
  });
});

describe("proxies with faults, of our own making", () => {
  const at = Math.floor(Date.now() / 1000);
  const hours = (count: number): number => at + count * 3600;
  const usual = { from: hours(-1), to: hours(12) };
  const ada = userCertificate({ from: hours(-2), to: hours(48) });
  const aged = (recipe: Parameters<typeof proxy>[0]): string => file(proxy({ ...usual, ...recipe }), [ada]);

  test.each([
    ["healthy", aged({}), []],
    ["expired", aged({ from: hours(-3), to: hours(-1) }), ["expired"]],
    ["not yet valid", aged({ from: hours(1), to: hours(5) }), ["not-yet-valid"]],
    ["longer than its issuer", aged({ to: hours(200) }), ["issuer-ends-first"]],
    ["signed by somebody else", aged({ signer: keys.other }), ["bad-signature"]],
    ["with a key of somebody else", file(proxy(usual), [ada], keys.other), ["key-mismatch"]],
    ["limited", aged({ extensions: [keyUsage(), proxyInfo({ language: policies.limited })] }), []],
  ])("%s: the tools agree on whose it is and until when, and we find what they miss", async (name, text, problems) => {
    const path = name.replaceAll(" ", "-");
    await writeFile(join(tools.directory, path), text, { mode: 0o600 });
    expect(errorsOf(await expectAsGlobus(path))).toEqual(problems);
  });

  test("with elliptic curves and attributes by the same recipes are read by voms-proxy-info alike", async () => {
    const attributes = voms({ from: at - 60, to: hours(2), attributes: [["nick", "ada", "testvo"]] });
    const extensions = [keyUsage(), proxyInfo(), vomsExtension(attributes)];
    const inner = proxy({ ...usual, extensions });
    await writeFile(join(tools.directory, "ours"), file(child(usual), [inner, ada], keys.child), { mode: 0o600 });
    const told = fieldsOf((await tools.shell("voms-proxy-info -file ours -all")).output);
    const read = await readOf("ours");
    expect(told.get("attribute")).toEqual([
      "/testvo/Role=pilot/Capability=NULL",
      "/testvo/Role=NULL/Capability=NULL",
      "nick = ada (testvo)",
    ]);
    expect(read.details["voms"]).toMatchObject([
      { fqans: told.get("attribute")?.slice(0, 2), attributes: [{ name: "nick", value: "ada", qualifier: "testvo" }] },
    ]);
  });

  test("that OpenSSL verifies have no fault for us, and the other way round", async () => {
    await tools.shell("grid-proxy-init -q -cert ec.pem -key ec.key -rfc -out verified");
    const verified = await tools.shell("openssl verify -allow_proxy_certs -CAfile ca.pem -untrusted verified verified");
    expect([verified.status, errorsOf(await readOf("verified"))]).toEqual([0, []]);
  });
});

describe("tokens that condor_token_create makes", () => {
  test.each([
    ["-lifetime 3600 -authz ADVERTISE_STARTD -authz READ", []],
    ["", ["no-expiry"]],
    ["-lifetime 60 -authz READ", ["scope-too-narrow"]],
  ])("with %s are what condor_token_list shows", async (options, problems) => {
    const made = await tools.shell(`condor_token_create -identity pilot@bed.test -key POOL ${options} > tokens/one`);
    expect(made.output).toBe("");
    const [read, ...others] = readTokenFile(await readFile(join(tools.directory, "tokens/one")));
    expect(others).toEqual([]);
    const listed = (await tools.shell("condor_token_list")).output;
    const claim = (name: string): string | undefined =>
      new RegExp(`"${name}":"?([^",}]*)`, "u").exec(listed.replaceAll("\\/", "/"))?.[1];
    expect(read).toMatchObject({
      kind: "idtoken",
      subject: claim("sub"),
      issuer: claim("iss"),
      details: { keyId: claim("kid") },
    });
    expect(read?.expiresAt).toBe(claim("exp") === undefined ? null : Number(claim("exp")));
    expect(read?.problems.map(({ code }) => code)).toEqual(problems);
  });
});
