import { GlideinConfigFile } from "../../apply/staging/glidein-config-file.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, type Result } from "../../model/result.ts";
import { relayOf } from "../edge/relay-of.ts";
import { observe } from "../observe.ts";
import { decidePilot } from "./decide-pilot.ts";
import { openCache, openFetcher, openStage, ownCache } from "./open-stage.ts";
import { Payload } from "./payload.ts";
import { pilotSettings } from "./pilot-settings.ts";
import { platformOf } from "./platform-of-node.ts";
import { predictedConstants } from "./predicted-constants.ts";
import { firstOf, type SetUp, type SetUpRequest, type SetUpState } from "./set-up-state.ts";
import { walkLists } from "./walk-lists.ts";
import { firstValues } from "./work-tree.ts";

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
  const known = (name: string): string => (name === platform ? "1" : given.get(name));
  payload.begin(known);
  const predicted = await predictedConstants(payload, given);
  if (!predicted.ok) return predicted;
  payload.begin(known);
  const settings = pilotSettings(request, given.given(), []);
  if (!settings.ok) return err(firstOf(settings.error));
  state.settings = settings.value;
  state.facts = await observe(host.until(request.stop), settings.value, null, {
    siteTable: request.siteTable ?? null,
  });
  if (request.stop.aborted) return err(stopped());
  const work = await input.makeWork(state.facts.storage.scratch.path);
  if (!work.ok) return work;
  const walked = await walkLists(input, state, { payload, platform, work: work.value, facts: state.facts });
  if (!walked.ok) return walked;
  if (request.stop.aborted) return err(stopped());
  return decidePilot(input, state, walked.value, work.value);
}

/** Never shown: a stop signal during the set-up is no failure. */
const stopped = (): Failure => failure("TRY_AGAIN", "pilot", "stopped during set-up", "");
