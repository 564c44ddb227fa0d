// `await import("undici")` gets the names that undici exports. esbuild alone would give a CommonJS package only
// `default` where it splits.
import { isBuiltin } from "node:module";
import { pathToFileURL } from "node:url";
import type { Plugin } from "esbuild";

const isIdentifier = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);

export const packagesOnDemand: Plugin = {
  name: "packages-on-demand",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ kind, path, resolveDir }) => {
      if (kind !== "dynamic-import" || isBuiltin(path)) return null;
      const resolved = await build.resolve(path, { kind: "import-statement", resolveDir });
      if (resolved.namespace !== "file") return resolved;
      return { path: resolved.path, namespace: "on-demand", pluginData: { package: path, resolveDir } };
    });
    build.onLoad({ filter: /.*/, namespace: "on-demand" }, async ({ path, pluginData }) => {
      // Of the very file that esbuild takes: a package may have one for `import` and one for `require`.
      const exported: object = await import(pathToFileURL(path).href);
      const names = Object.keys(exported).filter(isIdentifier);
      return {
        contents: `export { ${names.join(", ")} } from "${pluginData.package}";\n`,
        resolveDir: pluginData.resolveDir,
      };
    });
  },
};
