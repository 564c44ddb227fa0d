import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LiveHost } from "../../../src/host/live-host.ts";
import type { FeatureFacts } from "../../../src/model/facts/features.ts";
import { probeFeatures } from "../../../src/probe/features/probe-features.ts";
import { selfSigned } from "../../rig/self-signed.ts";

const answers: Readonly<Record<string, RequestListener>> = {
  "/mjf/allocated_cpu": (_request, response) => response.end("8\n"),
  "/mjf/hs06_job": (_request, response) => response.writeHead(302, { location: "/mjf/moved" }).end(),
  "/mjf/moved": (_request, response) => response.end("12.5"),
  "/mjf/grace_secs_job": (_request, response) =>
    response.writeHead(302, { location: "http://localhost:1/grace_secs_job" }).end(),
  "/mjf/job_id": (_request, response) => response.writeHead(302, { location: "/mjf/job_id" }).end(),
  "/mjf/max_rss_bytes": (_request, response) => {
    const pour = (): void => {
      while (!response.destroyed && response.write("1".repeat(4096)));
    };
    response.on("drain", pour);
    pour();
  },
  "/mjf/max_swap_bytes": (_request, response) => response.writeHead(404).end("x".repeat(20_000)),
  "/mjf/wall_limit_secs": (request) => request.socket.destroy(),
  "/mjf/cpu_limit_secs": (_request, response) => {
    response.writeHead(200, { "content-length": "10" });
    response.write("86400");
    response.destroy();
  },
};
const listener: RequestListener = (request, response) =>
  (answers[request.url ?? ""] ?? ((_request, none) => none.writeHead(404).end()))(request, response);

const directory = mkdtempSync(join(tmpdir(), "mjf-ca-"));
const { cert, key } = selfSigned();
const servers = [createServer(listener), createTlsServer({ cert, key }, listener)];
const ports: number[] = [];

beforeAll(async () => {
  writeFileSync(join(directory, "0f00ba12.0"), cert);
  ports.push(...(await Promise.all(servers.map(listen))));
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(directory, { recursive: true });
});

async function featuresOf(location: string, env: Readonly<Record<string, string>> = {}): Promise<FeatureFacts> {
  return (await probeFeatures(new LiveHost({ env: { JOBFEATURES: location, ...env } }))).features;
}

test("a real server's good keys are read beside its endless, broken and wandering ones", async () => {
  expect(await featuresOf(`http://127.0.0.1:${ports[0]}/mjf`)).toMatchObject({
    "job.allocated_cpu": { status: "ok", value: 8 },
    "job.hs06_job": { status: "ok", value: 12.5 },
    "job.grace_secs_job": { status: "unavailable" },
    "job.job_id": { status: "unavailable" },
    "job.max_rss_bytes": { status: "invalid", reason: "larger than 4096 bytes; expected one short value" },
    "job.max_swap_bytes": { status: "missing" },
    "job.wall_limit_secs": { status: "unavailable" },
    "job.cpu_limit_secs": { status: "unavailable" },
    "job.jobstart_secs": { status: "missing" },
  });
});

test("a certificate is trusted only through the CA directory", async () => {
  const location = `https://localhost:${ports[1]}/mjf`;
  expect((await featuresOf(location, { X509_CERT_DIR: directory }))["job.allocated_cpu"]).toMatchObject({ value: 8 });
  const untrusted = (await featuresOf(location))["job.allocated_cpu"];
  expect(untrusted).toMatchObject({ status: "unavailable", reason: expect.stringMatching(/SELF_SIGNED/) });
});

test("a port where nobody listens makes every key unavailable", async () => {
  const features = await featuresOf("http://127.0.0.1:1/mjf");
  expect(features["job.allocated_cpu"].status).toBe("unavailable");
  expect(features["job.job_id"].reason).toContain("ECONNREFUSED");
});

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, "localhost", () => resolve((server.address() as AddressInfo).port));
  });
