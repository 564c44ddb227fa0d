import { join } from "node:path";
import type { Actor } from "../host/actor.ts";
import { redactSecrets } from "../parse/redact.ts";

const bytes = 3000;
const lines = 6;

/** The last lines of the logs that say why a startd is not there, for a failure's text. */
export function lastLines(actor: Actor, log: string): string {
  return ["MasterLog", "StartLog"]
    .flatMap((name) => {
      const tail = actor.readTail(join(log, name), bytes);
      return tail.ok
        ? tail.value
            .trimEnd()
            .split("\n")
            .slice(-lines)
            .map((line) => `${name}: ${line}`)
        : [];
    })
    .map((line) => redactSecrets(line).slice(0, 300))
    .join("\n            ");
}
