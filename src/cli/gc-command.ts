import { collectGarbage } from "../apply/garbage.ts";
import type { CommandLine } from "../cli.ts";
import { exitStatusOf } from "../exit.ts";
import { Actor } from "../host/actor.ts";
import type { Host } from "../host/host.ts";
import { LiveHost } from "../host/live-host.ts";
import { probeImageParents } from "../host/probe-image.ts";
import { failure } from "../model/failure.ts";
import { sourced } from "../model/provenance.ts";
import { type ScratchSettings, scratchCandidates } from "../probe/machine/scratch-candidates.ts";
import { batchHere } from "./batch-here.ts";
import { openSite } from "./open-site.ts";
import { sayFailures } from "./output.ts";
import { eventAsText } from "./render-event.ts";
import { environmentValues } from "./written-values.ts";

/** `glidein gc`: one line for each directory; 71 when something could not be removed. */
export async function gcCommand(line: CommandLine, options: Record<string, unknown>): Promise<number> {
  const host = new LiveHost({ env: line.env });
  const given = typeof options["in"] === "string" ? options["in"] : null;
  const parents = given === null ? await usualParents(host) : [given];
  const listed = given === null ? null : await host.list(given);
  if (given !== null && listed?.ok === false) {
    const fix = "Give --in a directory that is there and that you may read.";
    sayFailures(line.output, [failure("USAGE", `--in ${String(given)}`, `cannot be read: ${listed.error.what}`, fix)]);
    return exitStatusOf("USAGE");
  }
  const found = await collectGarbage(host, new Actor(), parents, options["dryRun"] === true, (event) =>
    line.output.say(eventAsText(event)),
  );
  for (const one of found) line.output.result(`${one.outcome} ${one.path} (${one.name}): ${one.why}\n`);
  if (found.length === 0) line.output.say("Nothing of a dead glidein of yours was found.");
  return found.some((one) => one.outcome === "failed") ? 71 : 0;
}

/** Wherever `run` makes work directories when nobody says where, and where somebody did in the environment. */
export async function usualParents(host: Host): Promise<readonly string[]> {
  const batch = await batchHere(host);
  const hints = batch.jobs.flatMap(({ scratch }) => (scratch === null ? [] : [{ path: scratch, from: "" }]));
  const site = await openSite(host, [environmentValues(host.env)], undefined);
  // What is written does not count: where glideins work that somebody told where to, only they know.
  const unset: ScratchSettings = {
    GLIDEIN_Work_Dir: sourced(null, { kind: "default", setting: "GLIDEIN_Work_Dir" }),
    GLIDEIN_Scratch: site.ok
      ? site.value.settings.GLIDEIN_Scratch
      : sourced([], { kind: "default", setting: "GLIDEIN_Scratch" }),
  };
  const automatic = scratchCandidates(unset, hints, host.env).found.map(({ path }) => path);
  const named = ["GLIDEIN_Work_Dir", "_CONDOR_SCRATCH_DIR"].flatMap((name) => host.env[name] ?? []);
  return [...named, ...automatic, ...probeImageParents(host.env), "/var/tmp"].filter((path) => path.startsWith("/"));
}
