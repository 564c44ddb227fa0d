// Of undici we use the client; its fetch, WebSocket, caches and mocks are three quarters of it, and every pilot would
// carry them.
import { createRequire } from "node:module";
import type { Plugin } from "esbuild";

/** The exports of undici that the program imports, made as undici's own index makes them. */
const facade = `
import Agent from "undici/lib/dispatcher/agent.js";
import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
import DecoratorHandler from "undici/lib/handler/decorator-handler.js";
import ProxyAgent from "undici/lib/dispatcher/proxy-agent.js";
import api from "undici/lib/api/index.js";
Object.assign(Dispatcher.prototype, api);
const request = (url, options) => {
  const { origin, pathname, search } = new URL(url);
  return options.dispatcher.request({ ...options, origin, path: pathname + search, method: options.method ?? "GET" });
};
export { Agent, DecoratorHandler, ProxyAgent, request };
`;

/** Two builds of one HTTP parser: the one that every processor runs. */
const parser = { with: "llhttp_simd-wasm.js", without: "llhttp-wasm.js" };

/** What undici's client asks for when somebody sends forms, speaks HTTP/2 or uses a SOCKS proxy. We do none of it. */
const absent: Readonly<Record<string, string>> = {
  "lib/web/fetch/body.js": "module.exports = { extractBody() { throw new Error('a form cannot be sent'); } };",
  "lib/dispatcher/client-h2.js": "module.exports = () => { throw new Error('HTTP/2 is not spoken'); };",
  "lib/dispatcher/socks5-proxy-agent.js":
    "module.exports = class { constructor() { throw new Error('SOCKS proxies are not supported'); } };",
};

export const undiciParts: Plugin = {
  name: "undici-parts",
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, ({ kind, resolveDir }) =>
      kind === "dynamic-import" ? { path: "undici", namespace: "undici-parts", pluginData: resolveDir } : null,
    );
    build.onLoad({ filter: /.*/, namespace: "undici-parts" }, ({ pluginData }) => ({
      contents: facade,
      resolveDir: String(pluginData),
    }));
    build.onLoad(
      { filter: /\/undici\/lib\/(web\/fetch\/body|dispatcher\/(client-h2|socks5-proxy-agent))\.js$/ },
      ({ path }) => ({
        contents: absent[path.slice(path.lastIndexOf("/lib/") + 1)] ?? "",
      }),
    );
    // As hex, whose repetitions a compressor sees, other than those of base64.
    build.onLoad({ filter: /\/undici\/lib\/llhttp\/llhttp-wasm\.js$/ }, ({ path }) => {
      const parser: Uint8Array = createRequire(path)(path);
      return { contents: `module.exports = Buffer.from("${Buffer.from(parser).toString("hex")}", "hex");` };
    });
    build.onResolve({ filter: /llhttp_simd-wasm\.js$/ }, ({ path, resolveDir, kind }) =>
      build.resolve(path.replace(parser.with, parser.without), { resolveDir, kind }),
    );
  },
};
