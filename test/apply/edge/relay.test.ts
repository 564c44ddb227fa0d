import { createServer, request as plainRequest, type Server } from "node:http";
import { connect, createServer as createTcpServer } from "node:net";
import { request } from "undici";
import { afterEach, expect, it } from "vitest";
import { type RelayServer, startRelay } from "../../../src/apply/edge/relay-server.ts";
import { readRelayUrls } from "../../../src/decide/edge/relay-policy.ts";
import { relayDispatcher } from "../../../src/host/relay-dispatcher.ts";
import { proveRequest } from "../../../src/parse/edge/relay-proof.ts";

const key = "the key of the nodes";
const controlKey = "the key of the owner";
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function portOf(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** A web server that says what it was asked. */
const webServer = (): Promise<number> =>
  portOf(
    createServer((asked, answer) => {
      if (asked.url === "/stage/away") answer.writeHead(302, { location: "http://elsewhere.test/secret" }).end();
      else
        answer
          .writeHead(200, { "content-type": "text/plain", "set-cookie": "a=b", date: "Mon, 23 Nov 2026 06:00:00 GMT" })
          .end(`${asked.method} ${asked.url} ${asked.headers["proxy-authorization"] ?? "no proof"}`);
    }),
  );

interface Edge {
  readonly address: string;
  readonly relay: RelayServer;
  readonly stops: () => number;
}

async function edge(allowed: readonly string[], pool: readonly string[] = ["127.0.0.1"]): Promise<Edge> {
  const files = readRelayUrls(allowed);
  if (!files.ok) throw new Error(files.error.problem);
  const probe = createTcpServer();
  const port = await portOf(probe);
  await new Promise((resolve) => probe.close(resolve));
  let stops = 0;
  const relay = await startRelay({
    listen: { host: "127.0.0.1", port },
    keys: () => [key],
    controlKey,
    policy: () => ({ files: files.value, pool }),
    now: () => Date.now() / 1000,
    status: () => ({ name: "edge-1" }),
    onStop: () => {
      stops += 1;
    },
  });
  if (!relay.ok) throw new Error(relay.error.code);
  closing.push(() => relay.value.close());
  return { address: `127.0.0.1:${port}`, relay: relay.value, stops: () => stops };
}

async function get(
  { address }: Pick<Edge, "address">,
  url: string,
  withKey = key,
  method: "GET" | "HEAD" | "POST" = "GET",
): Promise<{ status: number; text: string; headers: Record<string, unknown> }> {
  const dispatcher = await relayDispatcher({ address, key: withKey }, { stallMs: 3000 });
  closing.push(() => void dispatcher.destroy().catch(() => undefined));
  const answer = await request(url, { dispatcher, method });
  return { status: answer.statusCode, text: await answer.body.text(), headers: answer.headers };
}

/** A request as it stands on the wire, and the whole answer. */
function raw({ address }: Edge, head: string): Promise<string> {
  const [host = "", port = ""] = address.split(":");
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), host, () => socket.write(head));
    let said = "";
    socket.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    socket.on("close", () => resolve(said));
    socket.on("error", reject);
  });
}

it("fetches what is allowed, and passes on neither the proof nor cookies", async () => {
  const web = await webServer();
  const one = await edge([`http://127.0.0.1:${web}/stage`]);
  const answer = await get(one, `http://127.0.0.1:${web}/stage/file?x=1`);
  expect(answer).toMatchObject({ status: 200, text: "GET /stage/file?x=1 no proof" });
  expect(answer.headers["set-cookie"]).toBeUndefined();
  expect((await get(one, `http://127.0.0.1:${web}/stage`, key, "HEAD")).status).toBe(200);
  expect(one.relay.counts()).toMatchObject({ requests: 2, refused: 0 });
});

it.each([
  ["another directory", "/stager/file"],
  ["the directory above", "/"],
  ["an encoded way out", "/stage/..%2Fsecret"],
])("refuses %s, and says why", async (_what, path) => {
  const web = await webServer();
  const one = await edge([`http://127.0.0.1:${web}/stage/`]);
  const answer = await get(one, `http://127.0.0.1:${web}${path}`);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(answer.text).toMatch(/--relay|slash/u);
});

it("refuses other hosts, other ports and other methods", async () => {
  const web = await webServer();
  const one = await edge([`http://127.0.0.1:${web}/`]);
  expect((await get(one, `http://localhost:${web}/`)).status).toBe(403);
  expect((await get(one, "http://127.0.0.1:1/")).status).toBe(403);
  expect((await get(one, `http://127.0.0.1:${web}/`, key, "POST")).status).toBe(405);
});

it("gives a redirection back to the client, whose next request is judged by itself", async () => {
  const web = await webServer();
  const one = await edge([`http://127.0.0.1:${web}/stage`]);
  expect(await get(one, `http://127.0.0.1:${web}/stage/away`)).toMatchObject({ status: 302 });
  expect((await get(one, "http://elsewhere.test/secret")).status).toBe(403);
});

it("says that a server does not answer", async () => {
  const silent = createTcpServer();
  const port = await portOf(silent);
  await new Promise((resolve) => silent.close(resolve));
  const one = await edge([`http://127.0.0.1:${port}/`]);
  expect(await get(one, `http://127.0.0.1:${port}/`)).toMatchObject({
    status: 502,
    headers: { "glidein-refused": "ECONNREFUSED" },
  });
});

it("serves nobody without the token, and does not prove itself to them", async () => {
  const web = await webServer();
  const one = await edge([`http://127.0.0.1:${web}/`]);
  const said = await raw(one, `GET http://127.0.0.1:${web}/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  expect(said).toMatch(/^HTTP\/1\.1 407 [\s\S]*no proof of a token/u);
  expect(said).not.toMatch(/glidein-relay:/iu);
  const tunnel = await raw(one, `CONNECT 127.0.0.1:${web} HTTP/1.1\r\nhost: x\r\n\r\n`);
  expect(tunnel).toMatch(/^HTTP\/1\.1 407 /u);
  await expect(get(one, `http://127.0.0.1:${web}/`, "another key")).rejects.toThrow(/does not know the token/u);
});

it("takes a proof once, and not one of another time or another request", async () => {
  const web = await webServer();
  const one = await edge([`http://127.0.0.1:${web}/`]);
  const target = `http://127.0.0.1:${web}/`;
  const now = Math.floor(Date.now() / 1000);
  const ask = (proof: string, wanted = target): Promise<string> =>
    raw(one, `GET ${wanted} HTTP/1.1\r\nhost: x\r\nproxy-authorization: ${proof}\r\nconnection: close\r\n\r\n`);
  const nonce = "abcdefgh12345678";
  const good = proveRequest(key, { method: "GET", target }, { time: now, nonce });
  expect(await ask(good)).toMatch(/^HTTP\/1\.1 200 /u);
  expect(await ask(good)).toMatch(/407 [\s\S]*used before/u);
  const old = proveRequest(key, { method: "GET", target }, { time: now - 4000, nonce: `${nonce}1` });
  expect(await ask(old)).toMatch(/407 [\s\S]*clock of the client differs by 400\d s/u);
  const other = proveRequest(key, { method: "GET", target }, { time: now, nonce: `${nonce}2` });
  expect(await ask(other, `${target}b`)).toMatch(/407 [\s\S]*token is not the one/u);
});

it("does not believe whoever took the port of an edge that is down", async () => {
  let heard = "";
  const impostor = createServer((asked, answer) => {
    heard += JSON.stringify(asked.headers);
    answer.writeHead(200, { "glidein-relay": "x" }).end("something else");
  });
  const port = await portOf(impostor);
  await expect(get({ address: `127.0.0.1:${port}` }, "http://stage.test/file")).rejects.toThrow(
    /does not know the token/u,
  );
  expect(heard).toContain("proxy-authorization");
  expect(heard).not.toContain(key);
});

it("opens tunnels to the servers of https URLs only", async () => {
  const echo = createTcpServer((socket) => socket.pipe(socket));
  const port = await portOf(echo);
  const one = await edge([`https://127.0.0.1:${port}/`, "http://127.0.0.1:1/"]);
  const [host, relayPort] = one.address.split(":");
  const tunnel = (target: string): Promise<{ status: number; why: unknown; echoed: string }> =>
    new Promise((resolve, reject) => {
      const proof = proveRequest(
        key,
        { method: "CONNECT", target },
        {
          time: Math.floor(Date.now() / 1000),
          nonce: `n${Math.random().toString(36).slice(2)}0000000000000000`.slice(0, 30),
        },
      );
      const asked = plainRequest({
        ...{ host, port: relayPort, method: "CONNECT", path: target, headers: { "proxy-authorization": proof } },
      });
      asked.on("error", reject);
      asked.on("connect", (answer, socket) => {
        const why = answer.headers["glidein-refused"];
        if (answer.statusCode !== 200) {
          socket.destroy();
          resolve({ status: answer.statusCode ?? 0, why, echoed: "" });
          return;
        }
        socket.once("data", (chunk: Buffer) => {
          socket.destroy();
          resolve({ status: 200, why, echoed: chunk.toString() });
        });
        socket.write("through");
      });
      asked.end();
    });
  expect(await tunnel(`127.0.0.1:${port}`)).toMatchObject({ status: 200, echoed: "through" });
  expect(await tunnel("127.0.0.1:1")).toMatchObject({ status: 403, why: expect.stringMatching(/not in --relay/u) });
  expect((await tunnel("169.254.169.254:443")).status).toBe(403);
});

it("tells the nodes its status, and lets only its owner stop it", async () => {
  const one = await edge([]);
  expect(JSON.parse((await get(one, `http://${one.address}/status`)).text)).toEqual({ name: "edge-1" });
  expect((await get(one, `http://${one.address}/stop`, key, "POST")).status).toBe(403);
  expect(one.stops()).toBe(0);
  expect((await get(one, `http://${one.address}/stop`, controlKey, "POST")).status).toBe(200);
  expect(one.stops()).toBe(1);
});

it("says whether it reaches somebody of the pool, and of nobody else", async () => {
  const web = await webServer();
  const one = await edge([]);
  const reach = async (to: string): Promise<{ status: number; text: string }> =>
    get(one, `http://${one.address}/reach/${to}`);
  expect(JSON.parse((await reach(`127.0.0.1:${web}`)).text)).toEqual({ reachable: true, why: "" });
  expect(JSON.parse((await reach("127.0.0.1:1")).text)).toEqual({ reachable: false, why: "ECONNREFUSED" });
  expect((await reach("10.0.0.1:22")).status).toBe(403);
});
