import type { CommandLine } from "../cli.ts";
import { LiveHost } from "../host/live-host.ts";
import type { Failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { type Context, openContext } from "./context.ts";

/** With a staging area of our own format its settings are the weakest layer: whoever starts the glidein knows better. */
export async function withManifest(
  line: CommandLine,
  options: Record<string, unknown>,
  env: Readonly<Record<string, string>>,
  context: Context,
): Promise<Result<Context, readonly Failure[]>> {
  const { host, settings } = context;
  if (settings.GLIDEIN_Stage.value === null || !(host instanceof LiveHost)) return ok(context);
  const { openManifest } = await import("../run/native-stage.ts");
  const staged = await openManifest({ host, settings, stop: line.stop, say: (text) => line.output.say(text) });
  return staged.ok
    ? openContext(options, env, { base: staged.value, siteTable: context.siteTable })
    : err([staged.error]);
}
