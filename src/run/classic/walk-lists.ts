import { join } from "node:path";
import { GlideinConfigFile } from "../../apply/staging/glidein-config-file.ts";
import type { WorkDirectory } from "../../apply/work-directory.ts";
import type { PlanDecision } from "../../decide/plan.ts";
import type { Facts } from "../../model/facts.ts";
import type { Failure } from "../../model/failure.ts";
import { ok, type Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import { preview } from "../observe.ts";
import { proxiesOf } from "./open-stage.ts";
import type { Payload } from "./payload.ts";
import { pilotSettings, tokenOf } from "./pilot-settings.ts";
import type { SetUpRequest, SetUpState } from "./set-up-state.ts";
import { walk } from "./walk.ts";
import type { WalkContext } from "./walk-context.ts";
import { firstValues, makeWorkTree } from "./work-tree.ts";

interface Walking {
  readonly payload: Payload;
  readonly platform: string | null;
  readonly work: WorkDirectory;
  readonly facts: Facts;
}

/** Makes the pilot's tree and works through the lists in it; the value is how things stand after the last script. */
export async function walkLists(
  { request, host, uuid }: SetUpRequest,
  state: SetUpState,
  { payload, platform, work, facts }: Walking,
): Promise<Result<WalkContext, Failure>> {
  const { arguments: args, actor } = request;
  const tree = makeWorkTree(actor, work.path, args);
  if (!tree.ok) return tree;
  const config = new GlideinConfigFile(actor, join(work.path, "glidein_config"));
  const [proxy] = proxiesOf(args.proxy, request.env, true);
  const first = firstValues(config, {
    ...{ args, work: work.path, uuid, pid: process.pid, startDirectory: request.directory },
    proxy: proxy?.replace(/^http:\/\//u, "") ?? "None",
    token: tokenOf(request.directory, request.env) ?? "",
  });
  if (!first.ok) return first;
  const current = (): Settings | null => {
    const resolved = pilotSettings(request, config.given(), []);
    return resolved.ok ? resolved.value : null;
  };
  const context: WalkContext = {
    ...{ request, host, actor, work: work.path, facts, config, payload, platform, env: state.env },
    settings: current,
    plan: (): PlanDecision | null => {
      const settings = current();
      if (settings === null) return null;
      const { decision } = preview(facts, settings, true);
      return decision.ok ? decision.value : null;
    },
    warn: (text) => request.say("stderr", `WARNING: ${text}\n`),
    ...{ results: state.results, periodic: [], wrappers: [], wrapsContainers: false, customScripts: 0 },
  };
  const walked = await walk(context);
  return walked.ok ? ok(context) : walked;
}
