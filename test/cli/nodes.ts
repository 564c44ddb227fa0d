// The nodes in test/nodes: each a tree, an environment, the options it is looked at with, and what must come out.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface ExampleNode {
  readonly name: string;
  readonly directory: string;
  /** What is special about it. */
  readonly what: string;
  /** Arguments of every command that looks at it. */
  readonly argv: readonly string[];
  /** Values known without the program, by path in the document. */
  readonly expect: {
    readonly facts: Readonly<Record<string, unknown>>;
    readonly plan: Readonly<Record<string, unknown>>;
  };
}

export const nodesDirectory = join(import.meta.dirname, "../nodes");

export const exampleNodes: readonly ExampleNode[] = readdirSync(nodesDirectory, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readNode(name))
  .sort((a, b) => (a.name < b.name ? -1 : 1));

function readNode(name: string): ExampleNode {
  const directory = join(nodesDirectory, name);
  const { what, options, expect } = JSON.parse(readFileSync(join(directory, "node.json"), "utf8")) as {
    what: string;
    options: readonly string[];
    expect: ExampleNode["expect"];
  };
  const argv = ["--root", join(directory, "root"), "--env-file", join(directory, "env"), ...options];
  return { name, directory, what, argv, expect };
}

export function exampleNode(name: string): ExampleNode {
  const found = exampleNodes.find((node) => node.name === name);
  if (found === undefined) throw new Error(`test/nodes has no ${name}`);
  return found;
}

/** `jobs.0.ends.length` of a document. */
export function valueAt(document: unknown, path: string): unknown {
  // Keys may hold points themselves (`features.machine.total_cpu`): the longest that is there counts.
  const parts = path.split(".");
  const walk = (value: unknown, rest: readonly string[]): unknown => {
    if (rest.length === 0) return value;
    if (typeof value !== "object" || value === null) return undefined;
    for (let length = rest.length; length > 0; length -= 1) {
      const key = rest.slice(0, length).join(".");
      if (Object.hasOwn(value, key)) return walk((value as Record<string, unknown>)[key], rest.slice(length));
    }
    return undefined;
  };
  return walk(document, parts);
}
