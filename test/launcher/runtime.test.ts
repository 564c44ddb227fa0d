// Which Node the launcher takes, and from where.
import * as fs from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packedRuntime, Rig, runtimeFile, type Server, sendRuntime, serve, startedWith, whereIs } from "./rig.ts";

let rig: Rig;
const servers: Server[] = [];
const serving = async (...given: Parameters<typeof serve>): Promise<Server> => {
  const server = await serve(...given);
  servers.push(server);
  return server;
};
beforeEach(() => {
  rig = new Rig();
});
afterEach(() => {
  rig.remove();
  for (const server of servers.splice(0)) server.close();
});

const dead = "http://127.0.0.1:9";
const real = `#!/bin/sh\nexec '${process.execPath}' "$@"\n`;

describe("a node in PATH", () => {
  it("is used when it works", async () => {
    rig.addScript("node", real);
    expect((await rig.run([])).status).toBe(0);
    expect(fs.existsSync(rig.cachedRuntime)).toBe(false);
  });

  it.each([
    ["too old", "#!/bin/sh\necho v18.20.4\n", "too old"],
    [
      "too old in its second number",
      real
        .replace('"$@"', '"$@"')
        .replace(
          "exec",
          'case $1 in --version) echo v22.3.0; exit;; esac\ncase $* in *-e*) echo "Node v22.3.0 is too old"; exit;; esac\nexec',
        ),
      "too old",
    ],
    ["no Node", "#!/bin/sh\necho hello\n", "it is no Node"],
    [
      "a wrapper that starts another process",
      `#!/bin/sh\n'${process.execPath}' "$@"\n`,
      "a wrapper that starts Node as another process",
    ],
    ["not to be loaded", "#!/no/such/interpreter\n", "status 12"],
    ["silent", "#!/bin/sh\nexit 0\n", "it is no Node"],
    [
      "without our options",
      `#!/bin/sh\ncase $1 in --version) echo v24.1.0;; *) echo "node: bad option: $1" >&2; exit 9;; esac\n`,
      "bad option",
    ],
  ])("is passed over when it is %s, and the next one is tried", async (_what, text, reason) => {
    rig.addScript("node", text);
    const refused = await rig.run(["facts"]);
    expect(refused.status).toBe(71);
    expect(refused.stderr).toContain(reason);
    rig.addScript("nodejs", real);
    expect((await rig.run(["facts"])).status).toBe(0);
  });

  it("is given up when it hangs", async () => {
    rig.addScript("node", "#!/bin/sh\nexec sleep 1000\n");
    rig.addScript("nodejs", real);
    expect((await rig.run([])).status).toBe(0);
  });
});

it("takes the Node that the environment names before any other", async () => {
  rig.addScript("node", "#!/bin/sh\nexit 3\n");
  const named = join(rig.directory, "my node");
  fs.writeFileSync(named, real, { mode: 0o755 });
  expect((await rig.run([], { GLIDEIN_NODE: named })).status).toBe(0);
});

it("says why the Node that the environment names cannot be used, and goes on", async () => {
  const refused = await rig.run(["facts"], { GLIDEIN_NODE: "/no/such/node" });
  expect(refused.stderr).toContain("/no/such/node (GLIDEIN_NODE)");
  rig.addScript("node", real);
  expect((await rig.run([], { GLIDEIN_NODE: "/no/such/node" })).status).toBe(0);
});

describe("a shared directory", () => {
  it.each(["bin/node", "node"])("may have %s", async (name) => {
    const shared = join(rig.directory, "shared place");
    fs.mkdirSync(join(shared, "bin"), { recursive: true });
    fs.writeFileSync(join(shared, name), real, { mode: 0o755 });
    expect((await rig.run(["facts", "--set", `GLIDEIN_Runtime_Dir=${shared}`])).status).toBe(0);
  });

  it("may have the release's file, which is unpacked into the cache", async () => {
    fs.writeFileSync(join(rig.directory, `${runtimeFile}.gz`), packedRuntime);
    expect((await rig.run([], { GLIDEIN_Runtime_Dir: rig.directory })).status).toBe(0);
    expect(fs.existsSync(rig.cachedRuntime)).toBe(true);
  });
});

const clients = ["curl", "wget", "python3", "perl", "bash", "busybox"].filter((name) => whereIs(name) !== null);

describe.each(clients)("a download with %s alone", (client) => {
  beforeEach(() => {
    rig.removeTools("bash");
    rig.addTools(client);
  });

  it("is made once and kept", async () => {
    const server = await serving();
    const env = { GLIDEIN_Runtime_URL: `${server.url}/a/` };
    expect(await rig.run(["facts", "x y"], env)).toMatchObject({ status: 0, stderr: "" });
    expect(startedWith(await rig.run(["facts", "x y"], env)).arguments).toEqual(["facts", "x y"]);
    expect(server.requests).toEqual([`/a/${runtimeFile}.gz`]);
  });

  it("goes through the web proxy, and directly when that is dead", async () => {
    const proxy = await serving((request, response) => {
      // A proxy is asked for whole URLs.
      if (request.url === `http://far.invalid/${runtimeFile}.gz`) response.end(packedRuntime);
      else response.writeHead(502).end();
    });
    const through = { GLIDEIN_Runtime_URL: "http://far.invalid", http_proxy: proxy.url };
    expect(await rig.run([], through)).toMatchObject({ status: 0, stderr: "" });
    fs.rmSync(rig.own, { recursive: true });
    const server = await serving();
    expect((await rig.run([], { GLIDEIN_Runtime_URL: server.url, GLIDEIN_Runtime_Proxy: dead })).status).toBe(0);
  });

  it("takes the next URL after a page, a part, another file, nothing and an error", async () => {
    const faults = ["/missing", "/page", "/part", "/altered", "/empty"];
    const bad = await serving((request, response) => {
      const url = request.url ?? "";
      if (url.startsWith("/missing")) response.writeHead(404).end("<html>not here</html>");
      else if (url.startsWith("/page")) response.end("<!DOCTYPE html><html><body>Please log in</body></html>");
      else if (url.startsWith("/empty")) response.end();
      else if (url.startsWith("/part")) {
        response.writeHead(200, { "content-length": packedRuntime.length });
        response.write(packedRuntime.subarray(0, 1000), () => response.destroy());
      } else {
        const altered = Buffer.from(packedRuntime);
        altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1;
        response.end(altered);
      }
    });
    const urls = faults.map((fault) => bad.url + fault).join(",");
    const refused = await rig.run(["facts"], { GLIDEIN_Runtime_URL: urls });
    expect(refused).toMatchObject({ status: 71, stdout: "" });
    for (const fault of faults) expect(refused.stderr).toContain(`${bad.url}${fault}/${runtimeFile}.gz`);
    expect(refused.stderr).toContain("web page");
    expect(fs.readdirSync(rig.own).filter((name) => !["failed", "lock"].includes(name))).toEqual([]);
    const good = await serving();
    expect((await rig.run([], { GLIDEIN_Runtime_URL: `${urls},${good.url}` })).status).toBe(0);
  });
});

it("says that https needs another client where only perl and bash are", async () => {
  rig.addTools("perl");
  const refused = await rig.run(["facts"], { GLIDEIN_Runtime_URL: "https://127.0.0.1:9" });
  expect(refused.stderr).toContain("https needs curl, wget or python");
});

it("says that nothing can fetch", async () => {
  rig.removeTools("bash");
  const refused = await rig.run(["facts"], { GLIDEIN_Runtime_URL: dead });
  expect(refused.stderr).toContain("no curl, wget, python, perl or bash");
});

it("says that it knows no URL", async () => {
  expect((await rig.run(["facts"])).stderr).toContain("GLIDEIN_Runtime_URL is not set");
});

it("asks beside the factory's staging area, and takes the factory's parameters", async () => {
  const server = await serving();
  const argv = ["-v", "std", "-name", "gl", "-web", `${server.url}/stage`, "-proxy", "None"];
  expect((await rig.run(argv)).status).toBe(0);
  expect(server.requests).toEqual([`/stage/${runtimeFile}.gz`]);
  fs.rmSync(rig.own, { recursive: true });
  const escaped = server.url.replaceAll(":", ".colon,").replaceAll(/(?<=\d)\.(?=\d)/gu, ".dot,");
  expect((await rig.run(["-v", "std", "-param_GLIDEIN_Runtime_URL", escaped])).status).toBe(0);
});

it("does not go round the web proxy where that is forbidden", async () => {
  rig.addTools("curl");
  const server = await serving();
  const env = { GLIDEIN_Runtime_URL: server.url, GLIDEIN_Runtime_Proxy: dead, GLIDEIN_Proxy_Fallback: "false" };
  expect((await rig.run(["facts"], env)).status).toBe(71);
  expect(server.requests).toEqual([]);
});

it("stops a body that does not end", async () => {
  rig.addTools("curl");
  const server = await serving((_request, response) => {
    const more = (): void => {
      if (!response.destroyed) response.write(Buffer.alloc(65_536), () => setImmediate(more));
    };
    more();
  });
  const refused = await rig.run(["facts"], { GLIDEIN_Runtime_URL: server.url });
  expect(refused.status).toBe(71);
  expect(fs.readdirSync(rig.own).toSorted()).toEqual(["failed", "lock"]);
});

describe.each([true, false])("sixteen at once, flock(1) is there: %s", (withFlock) => {
  beforeEach(() => {
    rig.addTools("curl");
    if (!withFlock) rig.removeTools("flock");
  });
  const sixteen = (env: Readonly<Record<string, string>>): ReturnType<Rig["run"]>[] =>
    Array.from({ length: 16 }, (_, index) => rig.run(["facts", String(index)], env));

  it("fetch once", async () => {
    const server = await serving((request, response) => void setTimeout(() => sendRuntime(request, response), 300));
    const all = await Promise.all(sixteen({ GLIDEIN_Runtime_URL: server.url }));
    expect(all.map(({ status, stderr }) => `${status}${stderr}`)).toEqual(all.map(() => "0"));
    expect(all.map((one) => startedWith(one).arguments[1])).toEqual(all.map((_, index) => String(index)));
    expect(server.requests).toHaveLength(1);
  });

  it("ask a broken server once", async () => {
    const server = await serving((_request, response) => void setTimeout(() => response.writeHead(404).end(), 2500));
    const all = await Promise.all(sixteen({ GLIDEIN_Runtime_URL: server.url }));
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 71));
    expect(server.requests.length).toBeLessThan(4);
  });
});
