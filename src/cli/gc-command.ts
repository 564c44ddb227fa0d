import { collectGarbage } from "../apply/garbage.ts";
import type { CommandLine } from "../cli.ts";
import { Actor } from "../host/actor.ts";
import { LiveHost } from "../host/live-host.ts";

/** `glidein gc`: one line for each directory; 71 when something could not be removed. */
export async function gcCommand(line: CommandLine, options: Record<string, unknown>): Promise<number> {
  const host = new LiveHost({ env: line.env });
  const given = options["in"];
  const parents =
    typeof given === "string"
      ? [given]
      : [line.env["TMPDIR"], line.env["_CONDOR_SCRATCH_DIR"], "/tmp", "/var/tmp"].flatMap((one) =>
          one === undefined || one === "" ? [] : [one],
        );
  const found = await collectGarbage(host, new Actor(), parents, options["dryRun"] === true);
  for (const one of found) line.output.result(`${one.outcome} ${one.path} (${one.name}): ${one.why}\n`);
  if (found.length === 0) line.output.say("Nothing of a dead glidein of yours was found.");
  return found.some((one) => one.outcome === "failed") ? 71 : 0;
}
