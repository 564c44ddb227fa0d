import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { resolveSettings } from "../../src/decide/settings.ts";
import { LiveHost } from "../../src/host/live-host.ts";
import { publicText, signManifest } from "../../src/parse/manifest/signed-manifest.ts";
import { openManifest } from "../../src/run/native-stage.ts";
import { removeStageCache } from "../../src/run/stage-cache.ts";
import { type FaultServer, faultServer, send } from "../rig/fault-server.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const release = "an HTCondor release";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

describe("a run from a staging area without a cache of its user's", () => {
  let directory: string;
  let server: FaultServer;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "stage-cache-"));
    server = await faultServer((request, response) => {
      const files: Readonly<Record<string, string>> = {
        "/manifest.json": signManifest(JSON.stringify(manifest), privateKey),
        "/condor.tgz": release,
        "/step": step,
      };
      send(response, files[request.url ?? ""] ?? "");
    });
  });
  afterEach(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });

  let step = "";
  let manifest: object = {};
  async function open(program: string, temporary = directory) {
    step = program;
    const [condor, check] = [release, program].map((text) => ({ sha256: sha256(text), bytes: text.length }));
    manifest = {
      ...{ schema: "glidein.manifest/1", name: "pool", serial: 1, issuedAt: 1, expiresAt: 4_000_000_000 },
      condor: ["x86_64", "aarch64"].map((architecture) => ({ file: "condor.tgz", ...condor, architecture })),
      steps: [{ file: "step", ...check, limit: 10 }],
    };
    const given = {
      ...{ GLIDEIN_Stage: `${server.base}/manifest.json`, GLIDEIN_Stage_Key: publicText(publicKey) },
      GLIDEIN_Cache_Dir: join(directory, "cache"),
      ...(temporary === directory ? { GLIDEIN_Cache_Size: "0" } : {}),
    };
    const settings = resolveSettings([
      Object.entries(given).map(([name, text]) => ({ name, text, source: { kind: "set", name } as const })),
    ]);
    if (!settings.ok) throw new Error("settings");
    const host = new LiveHost({ env: { TMPDIR: temporary, PATH: "/usr/bin:/bin" } });
    const request = {
      host,
      settings: settings.value.settings,
      stop: new AbortController().signal,
      say: () => undefined,
    };
    return { host, opened: await openManifest(request) };
  }

  it("keeps HTCondor until it is unpacked, and nothing after that", async () => {
    const { host, opened } = await open("#!/bin/sh\necho setting GLIDEIN_Site=x\n");
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    const archive = opened.value.find(({ name }) => name === "GLIDEIN_Condor")?.text ?? "";
    expect(readFileSync(archive, "utf8")).toBe(release);
    expect(archive.startsWith(`${directory}/`)).toBe(true);
    removeStageCache(host);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("leaves nothing when a step refuses the node", async () => {
    const { opened } = await open("#!/bin/sh\nexit 3\n");
    expect(opened).toMatchObject({ ok: false, error: { code: "SCRIPT_FAILED" } });
    expect(readdirSync(directory)).toEqual([]);
  });

  it("names a temporary directory in which no step can be put", async () => {
    const { opened } = await open("#!/bin/sh\n", join(directory, "none"));
    expect(opened).toMatchObject({
      ok: false,
      error: {
        code: "WORK_DIRECTORY",
        subject: join(directory, "none"),
        problem: "it cannot be written: it does not exist",
      },
    });
  });
});
