import type { Machine } from "../../bed/index.ts";

/** What a command of a machine prints; it must succeed. */
export async function must(machine: Machine, argv: readonly string[], input?: string): Promise<string> {
  const done = await machine.exec(argv, input === undefined ? {} : { input });
  if (done.status !== 0) throw new Error(`${argv.join(" ")}: ${done.stderr || done.stdout}`);
  return done.stdout;
}
