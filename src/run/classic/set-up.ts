import { randomInt } from "node:crypto";
import { join } from "node:path";
import { type Fetcher } from "../../apply/staging/fetcher.ts";
import { GlideinConfigFile } from "../../apply/staging/glidein-config-file.ts";
import type { WorkDirectory } from "../../apply/work-directory.ts";
import type { PlanDecision } from "../../decide/plan.ts";
import type { WrittenValue } from "../../decide/settings.ts";
import type { StagedPlan } from "../../decide/staging/staged-plan.ts";
import type { LiveHost } from "../../host/live-host.ts";
import type { Facts } from "../../model/facts.ts";
import { type Failure, failure } from "../../model/failure.ts";
import type { BudgetRow } from "../../model/plan.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { Settings } from "../../model/settings.ts";
import type { ScriptResult } from "../../parse/gwms/result-document.ts";
import { probeCondorFacts } from "../../probe/condor.ts";
import { relayOf } from "../edge/relay-of.ts";
import { observe, preview } from "../observe.ts";
import type { ClassicRequest } from "./classic-request.ts";
import { openCache, openFetcher, openStage, ownCache, proxiesOf } from "./open-stage.ts";
import { Payload } from "./payload.ts";
import { pilotSettings, tokenOf } from "./pilot-settings.ts";
import { platformOf } from "./platform-of-node.ts";
import { predictedConstants } from "./predicted-constants.ts";
import { stagedPlan } from "./staged-plan.ts";
import { walk } from "./walk.ts";
import type { WalkContext } from "./walk-context.ts";
import { firstValues, makeWorkTree } from "./work-tree.ts";

export interface SetUpRequest {
  readonly request: ClassicRequest;
  readonly host: LiveHost;
  readonly uuid: string;
  readonly makeWork: (parent: string) => Promise<Result<WorkDirectory, Failure>>;
  /** Called when there is something that the end has to know, and again when there is more. */
  readonly noticed: (state: SetUpState) => void;
}

/** As far as the set-up came. */
export interface SetUpState {
  readonly results: ScriptResult[];
  readonly env: Record<string, string>;
  facts: Facts | null;
  settings: Settings | null;
  budget: readonly BudgetRow[];
  close: () => void;
}

/** Everything for HTCondor to be started. */
export interface SetUp {
  readonly facts: Facts;
  readonly settings: Settings;
  readonly staged: StagedPlan;
  readonly work: WorkDirectory;
  readonly cpus: number;
}

/** From the command line to a plan: fetch, look at the node meanwhile, work through the lists, decide. */
export async function setUp(input: SetUpRequest): Promise<Result<SetUp, Failure>> {
  const { request, host, uuid } = input;
  const { arguments: args } = request;
  const state: SetUpState = {
    results: [],
    env: {
      ...request.env,
      LANG: "C",
      GLIDEIN_Name: args.name,
      GLIDEIN_UUID: uuid,
      PATH: request.env["PATH"] || "/bin:/usr/bin",
    },
    facts: null,
    settings: null,
    budget: [],
    close: () => undefined,
  };
  input.noticed(state);
  const given = new GlideinConfigFile(request.actor, "/nonexistent");
  const early = firstValues(given, {
    ...{ args, uuid, work: "", proxy: "", token: "" },
    pid: process.pid,
    startDirectory: request.directory,
  });
  if (!early.ok) return early;
  const first = pilotSettings(request, given.given(), []);
  if (!first.ok) return err(firstOf(first.error));
  state.settings = first.value;
  if (request.offline === true)
    return err(
      failure(
        "SETTING_INVALID",
        "GLIDEIN_Offline",
        "a factory's staging area is on a web server, and the glidein is to use no network",
        "Leave GLIDEIN_Offline out, or start `glidein run` with what lies on the node or a shared file system.",
      ),
    );
  const cache = openCache(first.value, ownCache(uuid, request.env));
  if (!cache.ok) return cache;
  const relay = await relayOf(host, first.value);
  if (!relay.ok) return relay;
  const fetcher = await openFetcher(request, first.value, cache.value, relay.value);
  state.close = () => {
    fetcher.close();
    if (cache.value.directory === ownCache(uuid, request.env)) request.actor.removeTree(cache.value.directory);
  };
  const stage = await openStage(fetcher, args);
  if (!stage.ok) return stage;
  for (const warning of stage.value.warnings) request.say("stderr", `WARNING: ${warning}\n`);
  const platform = await platformOf(host, given, stage.value.lists);
  const payload = new Payload(fetcher, stage.value.lists, () => given.get("GLIDEIN_USE_CVMFSEXEC") === "1");
  payload.begin((name) => (name === platform ? "1" : given.get(name)));
  const predicted = await predictedConstants(payload, given);
  if (!predicted.ok) return predicted;
  payload.begin((name) => (name === platform ? "1" : given.get(name)));
  const settings = pilotSettings(request, given.given(), []);
  if (!settings.ok) return err(firstOf(settings.error));
  state.settings = settings.value;
  const draw = randomInt(100);
  state.facts = await observe(host.until(request.stop), settings.value, null, {
    siteTable: request.siteTable ?? null,
  });
  if (request.stop.aborted) return err(stopped());
  const work = await input.makeWork(state.facts.storage.scratch.path);
  if (!work.ok) return work;
  const walked = await walkThrough(input, state, {
    fetcher,
    payload,
    platform,
    work: work.value,
    facts: state.facts,
    draw,
  });
  if (!walked.ok) return walked;
  if (request.stop.aborted) return err(stopped());
  return decide(input, state, walked.value, work.value);
}

/** Never shown: a stop signal during the set-up is no failure. */
const stopped = (): Failure => failure("TRY_AGAIN", "pilot", "stopped during set-up", "");

const firstOf = (failures: readonly Failure[]): Failure =>
  failures[0] ??
  failure("SETTING_INVALID", "settings", "no plan could be made", "Correct the factory's or the VO's configuration.");

interface Walking {
  readonly fetcher: Fetcher;
  readonly payload: Payload;
  readonly platform: string | null;
  readonly work: WorkDirectory;
  readonly facts: Facts;
  readonly draw: number;
}

async function walkThrough(
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

/** Settings and facts as they are after the last script; looked at again only where the scripts changed what is looked for. */
async function decide(
  { request, host }: SetUpRequest,
  state: SetUpState,
  context: WalkContext,
  work: WorkDirectory,
): Promise<Result<SetUp, Failure>> {
  const before = state.settings;
  const rule = (name: string, text: string, why: string): WrittenValue => ({
    name,
    text,
    source: { kind: "rule", rule: why, inputs: [] },
  });
  const condor = context.config.get("CONDOR_DIR");
  const settings = pilotSettings(request, context.config.given(), [
    ...(condor === "" ? [] : [rule("GLIDEIN_Condor", condor, "the factory's tarball")]),
    ...(context.wrappers.length > 0 || context.wrapsContainers
      ? [rule("GLIDEIN_Container_Runner", "wrapper", "the VO has job wrappers")]
      : []),
  ]);
  if (!settings.ok) return err(firstOf(settings.error));
  state.settings = settings.value;
  const seen = await looked(host, request, state, before, settings.value);
  const facts: Facts = {
    ...seen,
    condor: await probeCondorFacts(host.until(request.stop), settings.value.GLIDEIN_Condor.value),
  };
  state.facts = facts;
  const { decision } = preview(facts, settings.value, true);
  if (!decision.ok) return err(firstOf(decision.error));
  for (const { severity, message, check } of decision.value.plan.findings)
    if (severity !== "info")
      request.say("stderr", `${severity === "error" ? "ERROR" : "WARNING"}: ${check}: ${message}\n`);
  state.budget = decision.value.plan.lifetime.budget;
  if (decision.value.refusal !== null) return err(decision.value.refusal);
  const staged = stagedPlan({ ...context, plan: () => decision.value }, work);
  if (!staged.ok) return staged;
  return ok({ facts, settings: settings.value, staged: staged.value, work, cpus: decision.value.plan.resources.cpus });
}

async function looked(
  host: LiveHost,
  request: ClassicRequest,
  state: SetUpState,
  before: Settings | null,
  after: Settings,
): Promise<Facts> {
  if (state.facts !== null && before !== null && valuesOf(before) === valuesOf(after)) return state.facts;
  return observe(host.until(request.stop), after, state.facts?.draw ?? null, {
    siteTable: request.siteTable ?? null,
  });
}

const notLookedAt = new Set(["GLIDEIN_Condor", "GLIDEIN_Container_Runner", "extra"]);

const valuesOf = (settings: Settings): string =>
  JSON.stringify(
    Object.entries(settings).flatMap(([name, one]) =>
      notLookedAt.has(name) ? [] : [[name, "value" in one ? one.value : null]],
    ),
  );
