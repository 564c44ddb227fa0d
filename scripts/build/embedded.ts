// `import { keeper } from "embedded:keeper"` is the program src/native/keeper.c as base64, in the bundle and in tests.
import type { Plugin } from "esbuild";
import { compileNativeProgram, type NativeProgram, nativePrograms } from "./native-program.ts";

const prefix = "embedded:";

function programOf(specifier: string): NativeProgram {
  const name = nativePrograms.find((program) => specifier === prefix + program);
  if (name === undefined) throw new Error(`${specifier} is none of ${nativePrograms.join(", ")}`);
  return name;
}

/**
 * One program for each processor that the text may come to; the right one is taken when it runs. Written as hex, whose
 * repetitions a compressor sees, other than those of base64.
 */
function moduleText(specifier: string, architectures: readonly string[]): string {
  const name = programOf(specifier);
  const programs = architectures.map((one) => `${one}: "${compileNativeProgram(name, one).toString("hex")}"`);
  return `const hex = { ${programs.join(", ")} }[process.arch] ?? "";
export const ${name} = Buffer.from(hex, "hex").toString("base64");\n`;
}

export const embeddedInBundle = (architectures: readonly string[]): Plugin => ({
  name: "embedded",
  setup(build) {
    build.onResolve({ filter: /^embedded:/ }, ({ path }) => ({ path, namespace: "embedded" }));
    build.onLoad({ filter: /.*/, namespace: "embedded" }, ({ path }) => ({
      contents: moduleText(path, architectures),
    }));
  },
});

/** The same for Vite. The NUL keeps other plugins from taking the name for a path. */
export const embeddedInTests = {
  name: "embedded",
  resolveId: (specifier: string): string | null => (specifier.startsWith(prefix) ? `\0${specifier}` : null),
  load: (id: string): string | null => (id.startsWith(`\0${prefix}`) ? moduleText(id.slice(1), [process.arch]) : null),
};
