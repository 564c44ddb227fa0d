import { hostname } from "node:os";
import { join } from "node:path";
import type { Master } from "../../apply/condor/master.ts";
import type { CondorInstallation } from "../../apply/condor/tools.ts";
import { makeToken, waitForBroker } from "../../apply/edge/condor-edge.ts";
import { type RelayServer, startRelay } from "../../apply/edge/relay-server.ts";
import { edgeFiles, keepFile, keepSavedEdge } from "../../apply/edge/state-directory.ts";
import type { WorkDirectory } from "../../apply/work-directory.ts";
import { edgeTargetKnobs } from "../../decide/edge/edge-config.ts";
import type { EdgePlan } from "../../decide/edge/edge-plan.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { writeEdgeDescription } from "../../parse/edge/description.ts";
import type { SavedEdge } from "../../parse/edge/saved-edge.ts";
import { writeSocketAddress } from "../../parse/edge/socket-address.ts";
import { lastLines } from "../last-lines.ts";
import type { Session } from "../session.ts";
import type { EdgeRequest } from "./edge-request.ts";
import { lookUpPool } from "./pool-addresses.ts";
import { writeConfig } from "./prepare-edge.ts";
import { renewedEdge } from "./restore-edge.ts";

export interface ServeEdgeInput {
  readonly plan: EdgePlan;
  readonly saved: SavedEdge;
  readonly work: WorkDirectory;
  readonly condor: CondorInstallation;
  readonly runtime: string;
  readonly master: Master;
  /** Of the pool, as far as they are known. */
  readonly hosts: readonly string[];
}

export interface ServingEdge {
  readonly stopRequested: Promise<void>;
  readonly close: () => void;
}

const brokerMs = 60_000;
/** Tokens are renewed, and names looked up again. */
const lookAgainMs = 300_000;

/** From a started HTCondor to an edge that nodes can use: relay, token, description; and what keeps it so. */
export async function serveEdge(
  request: EdgeRequest,
  session: Session,
  input: ServeEdgeInput,
): Promise<Result<ServingEdge, Failure>> {
  const { plan, work, condor } = input;
  let { saved } = input;
  const pool: { hosts: readonly string[] } = { hosts: input.hosts };
  const addresses = {
    broker: writeSocketAddress({ host: saved.address, port: saved.ports.broker }),
    relay: writeSocketAddress({ host: saved.address, port: saved.ports.relay }),
  };
  const { promise: stopRequested, resolve: requestStop } = Promise.withResolvers<void>();
  let relay: RelayServer | null = null;
  const startedAt = Math.floor(request.host.now());
  let expiresAt = 0;
  const started = await startRelay({
    listen: { host: saved.address, port: saved.ports.relay },
    keys: () => saved.relayKeys.map(({ key }) => key),
    controlKey: saved.controlKey,
    policy: {
      files: plan.files,
      get pool() {
        return pool.hosts;
      },
    },
    now: () => request.host.now(),
    status: () => ({
      schema: "glidein.edge-status/1",
      ...{ name: saved.name, host: hostname(), pid: process.pid, startedAt, expiresAt },
      ...{ broker: addresses.broker, relay: addresses.relay, ...relay?.counts() },
    }),
    onStop: () => requestStop(),
  });
  if (!started.ok)
    return err(failure("TRY_AGAIN", addresses.relay, `it cannot be listened on: ${started.error.code}`, "Try again."));
  relay = started.value;
  const close = (): void => relay?.close();
  const publish = async (): Promise<Result<null, Failure>> => {
    const life = request.settings.GLIDEIN_Edge_Token_Life.value;
    const token = await makeToken(request.setUpHost, condor, saved.trustDomain, life);
    if (!token.ok) return token;
    expiresAt = Math.floor(request.host.now()) + life;
    const description = writeEdgeDescription({
      schema: "glidein.edge/1",
      ...{ name: saved.name, host: hostname(), startedAt, expiresAt },
      broker: { address: addresses.broker, tokenFile: edgeFiles.token, trustDomain: saved.trustDomain },
      relay: { address: addresses.relay, keyFile: edgeFiles.key },
    });
    for (const [name, content] of [
      [edgeFiles.token, `${token.value}\n`],
      [edgeFiles.key, `${saved.relayKeys[0]?.key ?? ""}\n`],
      [edgeFiles.description, description],
    ] as const) {
      const kept = keepFile(request.actor, request.state, name, content);
      if (!kept.ok) return kept;
    }
    // The edge asks its own broker with the token of the nodes.
    const own = request.actor.writeFile(join(work.tokens, "edge"), `${token.value}\n`, 0o600);
    return own.ok ? ok(null) : err(failure("WORK_DIRECTORY", work.tokens, own.error.what, "Free space there."));
  };
  const published = await firstPublish(request, input, publish, addresses.broker);
  if (!published.ok) {
    close();
    return published;
  }
  const description = join(request.state, edgeFiles.description);
  session.emit({ event: "edge-ready", name: saved.name, ...addresses, description, expiresAt });
  const timer = setInterval(() => void lookAgain(), Math.min(lookAgainMs, renewEveryMs(request)));
  const lookAgain = async (): Promise<void> => {
    const found = await lookUpPool(request.host, plan.targets);
    pool.hosts = found.hosts;
    if (writeIfChanged(request, input.runtime, found.allowed)) input.master.signal("SIGHUP");
    const renewed = renewedEdge(request, saved);
    if (renewed === saved) return;
    saved = renewed;
    const kept = keepSavedEdge(request.actor, request.state, saved);
    const done = kept.ok ? await publish() : kept;
    if (done.ok) session.emit({ event: "renewed", path: description, expiresAt });
    else session.emit({ event: "renewal-refused", path: description, why: done.error.problem });
  };
  return ok({
    stopRequested,
    close: () => {
      clearInterval(timer);
      close();
    },
  });
}

/** A tenth of the life: a short one is for trying things out. */
const renewEveryMs = ({ settings }: EdgeRequest): number => settings.GLIDEIN_Edge_Token_Life.value * 100;

/** HTCondor makes its signing key when it starts, and only then there are tokens, and somebody who knows them. */
async function firstPublish(
  { setUpHost, actor, stop }: EdgeRequest,
  { condor, work, master }: ServeEdgeInput,
  publish: () => Promise<Result<null, Failure>>,
  address: string,
): Promise<Result<null, Failure>> {
  const end = performance.now() + brokerMs;
  let ended = false;
  void master.exited.then(() => {
    ended = true;
  });
  let published = await publish();
  while (!published.ok && !stop.aborted && !ended && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    published = await publish();
  }
  if (!published.ok) return published;
  const answered = await waitForBroker(setUpHost, condor, address, { ms: brokerMs, signal: stop });
  if (answered.ok) return answered;
  return err(
    failure(
      "CONDOR_BROKEN",
      address,
      `HTCondor's broker does not let its own token in: ${answered.error}`,
      "See the log.",
      {
        detail: lastLines(actor, work.log),
      },
    ),
  );
}

const written = new Map<string, string>();

function writeIfChanged(request: EdgeRequest, runtime: string, targets: readonly string[]): boolean {
  const text = targets.join(" ");
  if ((written.get(runtime) ?? text) === text) {
    written.set(runtime, text);
    return false;
  }
  written.set(runtime, text);
  return writeConfig(request, runtime, edgeTargetKnobs(targets)).ok;
}
