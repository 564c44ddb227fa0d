import { createHash, generateKeyPairSync } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { publicText, signManifest } from "../../src/parse/manifest/signed-manifest.ts";
import { type FaultServer, faultServer, send } from "../rig/fault-server.ts";
import { glidein, json } from "./command-line.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const key = publicText(publicKey);
const step = { file: "check", sha256: createHash("sha256").update("x").digest("hex"), bytes: 1, limit: 10 };
const manifest = signManifest(
  JSON.stringify({
    ...{ schema: "glidein.manifest/1", name: "small", serial: 7, issuedAt: 1, expiresAt: 4_000_000_000 },
    settings: { GLIDEIN_Collector: "cm.small.example:9700", GLIDEIN_Max_Idle: "77" },
    condor: ["x86_64", "aarch64"].map((architecture) => ({
      ...step,
      file: "condor.tgz",
      limit: undefined,
      architecture,
    })),
    steps: [step],
  }),
  privateKey,
);
let directory: string;
let server: FaultServer;
let requests: (string | undefined)[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "staging-area-"));
  writeFileSync(join(directory, "manifest.json"), manifest);
  server = await faultServer((request, response) => {
    requests.push(request.url);
    send(response, request.url === "/manifest.json" ? manifest : "");
  });
});
beforeEach(() => {
  requests = [];
});
afterAll(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

async function ask(command: readonly string[], ...more: readonly string[]) {
  const options = ["--set", "GLIDEIN_SINGULARITY_REQUIRE=NEVER", "--set", `GLIDEIN_Cache_Dir=${directory}/cache`];
  const ended = await glidein([...command, ...options, ...more, "--format", "json"], {
    env: { PATH: "/usr/bin:/bin", HOME: "/", TMPDIR: directory },
  });
  return { ...ended, document: ended.stdout === "" ? null : json(ended.stdout) };
}
const stageFindings = ({ findings }: { findings: readonly { check: string }[] }) =>
  findings.filter(({ check }) => check === "staging-area");

describe("a plan with a staging area", () => {
  it.each(["web", "shared"])(
    "has the settings of its manifest, and keeps and starts nothing of it (%s)",
    {
      timeout: 60_000,
    },
    async (kind) => {
      const base = kind === "web" ? server.base : directory;
      const stage = ["--stage", `${base}/manifest.json`, "--stage-key", key];
      const { status, document } = await ask(["plan"], ...stage, "--set", "GLIDEIN_Max_Idle=78");
      expect(status).toBe(0);
      expect(document.collectors).toEqual(["cm.small.example:9700"]);
      expect(document.verdict.because).not.toContain("pool-missing");
      expect(document.attributes.GLIDEIN_Max_Idle.value).toBe(78);
      expect(stageFindings(document)).toMatchObject([
        { severity: "info", message: "what the steps of small set is not known before a run: check" },
      ]);
      const facts = join(directory, "facts.json");
      writeFileSync(facts, (await ask(["facts"], ...stage)).stdout);
      const replayed = await ask(["plan"], "--facts", facts, "--set", "GLIDEIN_Max_Idle=78");
      rmSync(facts);
      expect(replayed.document.collectors).toEqual(["cm.small.example:9700"]);
      const explained = await ask(["explain", "GLIDEIN_Collector", "GLIDEIN_Condor"], ...stage);
      expect(explained.document.GLIDEIN_Collector.source).toMatchObject({
        kind: "file",
        path: `${base}/manifest.json`,
        key: "GLIDEIN_Collector",
      });
      expect(explained.document.GLIDEIN_Condor.value).toMatch(
        kind === "web" ? /^http:.*\/condor\.tgz#sha256=[0-9a-f]{64}$/u : /^\/.*\/condor\.tgz$/u,
      );
      expect(requests.filter((path) => path !== "/condor.tgz")).toEqual(
        kind === "web" ? Array(3).fill("/manifest.json") : [],
      );
      expect(existsSync(join(directory, "cache"))).toBe(false);
      expect(readdirSync(directory)).toEqual(["manifest.json"]);
    },
  );

  it.each([
    [["--offline"], "https://stage.example/m.json", /would have to be fetched, and the glidein is offline/u],
    [["--seed", "1"], "/none/manifest.json", /it does not exist|ENOENT/u],
    [[], "/none/manifest.json", /nothing says whose manifest is believed/u],
    [["--stage-key", "/none/key"], "/none/manifest.json", /nor a file that has one and can be read/u],
    [["--stage-key", `sha256=${"0".repeat(64)}`], "HERE", /its SHA-256 is/u],
  ] as const)("is refused as the run would be: %j %s", { timeout: 60_000 }, async (options, stage, why) => {
    const given = [
      ...["--stage", stage === "HERE" ? join(directory, "manifest.json") : stage],
      ...(options.length === 0 ? [] : ["--stage-key", key]),
      ...options,
    ];
    const plan = await ask(["plan"], ...given);
    expect(plan.status).toBe(0);
    expect(plan.document.verdict.because).toContain("staging-area");
    expect(stageFindings(plan.document)).toMatchObject([{ severity: "error", message: expect.stringMatching(why) }]);
    const checks = await ask(["validate"], "--only", "staging-area", ...given);
    expect(checks.status).toBe(71);
    expect(checks.document.checks[0].findings[0].message).toMatch(why);
  });

  it("waits for a server that says nothing no longer than a look may take", { timeout: 60_000 }, async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((up) => silent.listen(0, "127.0.0.1", up));
    const { port } = silent.address() as AddressInfo;
    const begun = performance.now();
    const { document } = await ask(["plan"], "--stage", `http://127.0.0.1:${port}/m.json`, "--stage-key", key);
    expect(document.verdict.because).toContain("staging-area");
    expect(performance.now() - begun).toBeLessThan(30_000);
    silent.closeAllConnections();
    silent.close();
  });

  it("says also of a recorded node what needs no look", async () => {
    const tree = mkdtempSync(join(directory, "tree-"));
    const { document } = await ask(["plan"], "--root", tree, "--offline", "--stage", "https://stage.example/m.json");
    rmSync(tree, { recursive: true });
    expect(document.verdict.because).toContain("staging-area");
  });
});
