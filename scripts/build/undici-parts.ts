// Of undici we use the client; its fetch, WebSocket, caches and mocks are three quarters of it, and every pilot would
// carry them.
import type { Plugin } from "esbuild";

/** The exports of undici that the program imports, made as undici's own index makes them. */
const facade = `
import Agent from "undici/lib/dispatcher/agent.js";
import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
import ProxyAgent from "undici/lib/dispatcher/proxy-agent.js";
import api from "undici/lib/api/index.js";
Object.assign(Dispatcher.prototype, api);
const request = (url, options) => {
  const { origin, pathname, search } = new URL(url);
  return options.dispatcher.request({ ...options, origin, path: pathname + search, method: options.method ?? "GET" });
};
export { Agent, ProxyAgent, request };
`;

/** Two builds of one HTTP parser: the one that every processor runs. */
const parser = { with: "llhttp_simd-wasm.js", without: "llhttp-wasm.js" };

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
    build.onResolve({ filter: /llhttp_simd-wasm\.js$/ }, ({ path, resolveDir, kind }) =>
      build.resolve(path.replace(parser.with, parser.without), { resolveDir, kind }),
    );
  },
};
