import { existsSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { servedFiles } from "../rig/classic-arguments.ts";
import { runPilot } from "../rig/classic-pilot.ts";
import { type Answer, loginPage, send } from "../rig/fault-server.ts";
import { publishArea } from "../rig/gwms-area.ts";
import { tinyTar } from "../rig/tiny-tar.ts";
import { seed } from "../seed.ts";

// Every file of a staging area, changed in every way that networks and servers know. GLIDEIN_EVERY_MUTATION=1 tries
// all of them with each other, which takes long; else each way meets one file.
const everything = process.env["GLIDEIN_EVERY_MUTATION"] === "1";

const proof = `/tmp/glidein-mutation-proof-${process.pid}`;
const area = () =>
  publishArea({
    constants: { main: { A: "1" }, entry: { B: "2" }, client: { C: "3" }, client_group: { D: "4" } },
    vars: { main: ["A S - + N Y -"], client: ["C S - + N Y -"] },
    untar: { client: { "data.tgz": "data" } },
    files: {
      client: [
        {
          name: "data.tgz",
          content: tinyTar({ "top/file": "data\n" }),
          type: "untar",
          list: "file_list",
          config: "DATA",
        },
        { name: "regular.txt", content: "text\n", list: "file_list" },
        { name: "wrap.sh", content: "export WRAPPED=1\n", type: "wrapper", list: "file_list" },
        { name: "knobs", content: "A_KNOB = 1\n", type: "config:c", list: "file_list" },
      ],
      client_group: [
        { name: "vo.sh", content: `#!/bin/sh\ntouch ${proof}\nexit 9\n`, type: "exec", list: "file_list" },
      ],
    },
  });
const files = servedFiles(area());
/** Nobody signs it, so whatever comes with status 200 and is no page is believed. */
const unsigned = (path: string): boolean => path.endsWith("nodes.blacklist");
const paths = [...files.keys()];
const contentOf = (path: string): Buffer => files.get(path) ?? Buffer.alloc(0);

type Way = (path: string, index: number) => Answer;
const changed =
  (change: (content: Buffer, index: number) => Buffer): Way =>
  (path, index) =>
  (_, response) =>
    send(response, change(Buffer.from(contentOf(path)), index));
const status =
  (code: number): Way =>
  () =>
  (_, response) =>
    response.writeHead(code).end("no\n");

const corruptions: Readonly<Record<string, Way>> = {
  "a byte flipped": changed((content, index) => {
    const at = (index * 7919 + seed) % Math.max(1, content.length);
    content[at] = (content[at] ?? 0) ^ (1 << (index % 8));
    return content;
  }),
  "the last byte cut off": changed((content) => content.subarray(0, -1)),
  "only a half left": changed((content) => content.subarray(0, content.length >> 1)),
  nothing: changed(() => Buffer.alloc(0)),
  "a byte more": changed((content) => Buffer.concat([content, Buffer.from("\n")])),
  "another file of the area": (path, index) => (_, response) => {
    const other = paths[(index + 1) % paths.length] ?? path;
    send(response, contentOf(contentOf(other).equals(contentOf(path)) ? (paths[0] ?? path) : other));
  },
};
const failures: Readonly<Record<string, Way>> = {
  "status 404": status(404),
  "status 403": status(403),
  "status 500": status(500),
  "a redirection to another host": () => (_, response) =>
    response.writeHead(302, { location: "http://127.0.0.2:1/x" }).end(),
  "a redirection to itself": (path) => (_, response) => response.writeHead(302, { location: path }).end(),
  "a login page": () => (_, response) => send(response, loginPage, { "content-type": "text/html" }),
  "a body that stalls": (path) => (_, response) => {
    response.writeHead(200, { "content-length": contentOf(path).length + 10 });
    response.write(contentOf(path));
  },
  "a body without an end": () => (_, response) => {
    response.writeHead(200);
    const pour = (): void => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, "x")));
    };
    response.on("drain", pour);
    pour();
  },
  "a length that is wrong": (path) => (_, response) => {
    response.writeHead(200, { "content-length": contentOf(path).length + 100 });
    response.end(contentOf(path));
  },
  "a connection that breaks": () => (request) => request.socket.destroy(),
};

/** Each way begins with another file. */
const inTurn = (way: number): readonly (readonly [string, number])[] => {
  const first = (way * 5 + seed) % paths.length;
  const numbered = paths.map((path, index) => [path, index] as const);
  return [...numbered.slice(first), ...numbered.slice(0, first)];
};

describe.each([
  ["Corruption", corruptions],
  ["Network", failures],
] as const)("is %s and nothing of it is used", (kind, ways) => {
  it.each(Object.entries(ways).map(([name, way], index) => ({ name, way, index })))(
    "$name",
    { timeout: 600_000 },
    async ({ way, index }) => {
      let met = 0;
      for (const [path, place] of inTurn(index)) {
        if (met > 0 && !everything) break;
        if (kind === "Corruption" && unsigned(path)) continue;
        rmSync(proof, { force: true });
        const end = await runPilot(area(), { fault: (asked) => (asked === path ? way(path, place) : undefined) });
        // What is known by its digest, or wanted by nobody, is not asked for.
        if (!end.requests.some((one) => one.path === path)) continue;
        met += 1;
        const said = `seed ${seed}, ${path}\n${end.stderr}`;
        const test = kind === "Network" ? "fetch_file_base" : "check_file_signature";
        expect([end.status, end.failure, end.test], said).toEqual([1, kind, test]);
        expect(end.left, said).toEqual([]);
        if (path.includes("vo.")) expect(existsSync(proof), said).toBe(false);
      }
      expect(met).toBeGreaterThan(0);
    },
  );
});
