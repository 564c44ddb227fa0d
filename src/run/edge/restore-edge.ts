import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { sleep } from "../../apply/condor/ready.ts";
import { edgeFiles, keepSavedEdge } from "../../apply/edge/state-directory.ts";
import type { EdgePlan } from "../../decide/edge/edge-plan.ts";
import { tryPort } from "../../host/own-addresses.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { renewKeys, type SavedEdge } from "../../parse/edge/saved-edge.ts";
import { writeSocketAddress } from "../../parse/edge/socket-address.ts";
import { askEdge } from "./ask-edge.ts";
import type { EdgeRequest } from "./edge-request.ts";

/** As long as what a killed edge left behind may take to end. */
const portMs = 30_000;
const pauseMs = 250;

const secret = (): string => randomBytes(32).toString("base64url");

/**
 * Who this edge is: as before, so that glideins that use it find it again, or new. Its ports are free when this returns,
 * and no other edge serves with this state.
 */
export async function restoreEdge(
  request: EdgeRequest,
  plan: EdgePlan,
  before: SavedEdge | null,
): Promise<Result<SavedEdge, Failure>> {
  const { host, actor, settings, state } = request;
  if (before !== null) {
    const running = await askEdge(
      host,
      { address: writeSocketAddress({ host: before.address, port: before.ports.relay }), key: before.controlKey },
      "status",
    );
    if (running.ok) return err(alreadyRunning(state, running.value));
    const moved = movedFrom(request, plan, before);
    // Before it served for the first time nobody was told where it is: what failed then may be started elsewhere.
    if (moved !== null && (await everServed(request))) return err(moved);
  }
  const same = before?.address === plan.address ? before.ports : null;
  const ports = plan.ports ?? same;
  const free = ports === null ? await drawPorts(plan.address) : await waitForPorts(request, plan.address, ports);
  if (!free.ok) return free;
  const now = Math.floor(host.now());
  const name = before?.name ?? `edge-${randomBytes(6).toString("hex")}`;
  const saved: SavedEdge = {
    schema: "glidein.edge-state/1",
    name,
    trustDomain: before?.trustDomain ?? `${name}.glidein.invalid`,
    address: plan.address,
    ports: free.value,
    controlKey: before?.controlKey ?? secret(),
    relayKeys: renewKeys(before?.relayKeys ?? [], now, settings.GLIDEIN_Edge_Token_Life.value, secret),
  };
  const kept = keepSavedEdge(actor, state, saved);
  return kept.ok ? ok(saved) : kept;
}

/** The keys as they are to be now; the same object when nothing is due. */
export function renewedEdge(request: EdgeRequest, saved: SavedEdge): SavedEdge {
  const life = request.settings.GLIDEIN_Edge_Token_Life.value;
  const relayKeys = renewKeys(saved.relayKeys, Math.floor(request.host.now()), life, secret);
  return relayKeys[0]?.key === saved.relayKeys[0]?.key ? saved : { ...saved, relayKeys };
}

function alreadyRunning(state: string, status: Readonly<Record<string, unknown>>): Failure {
  const where = `process ${String(status["pid"])} on ${String(status["host"])}`;
  return failure(
    "USAGE",
    state,
    `an edge serves with this state already: ${where}`,
    "Use that one, stop it with `glidein edge stop`, or give --edge-state another directory.",
  );
}

/** The description is written when it serves. */
const everServed = async ({ host, state }: EdgeRequest): Promise<boolean> =>
  (await host.stat(join(state, edgeFiles.description))).ok;

/** Glideins know the address; one that is another now would leave them alone without a word. */
function movedFrom({ state, settings }: EdgeRequest, plan: EdgePlan, before: SavedEdge): Failure | null {
  const fix =
    "Start it where it was and with the same --listen and --ports, or give --edge-state a new directory; glideins of the old one lose it then.";
  if (before.address !== plan.address)
    return failure(
      settings.GLIDEIN_Edge_Listen.value === null ? "USAGE" : "SETTING_INVALID",
      state,
      `the edge of this state was at ${before.address}, and this one would be at ${plan.address}`,
      fix,
    );
  const { ports } = plan;
  if (ports !== null && (ports.broker !== before.ports.broker || ports.relay !== before.ports.relay))
    return failure(
      "SETTING_INVALID",
      state,
      `the edge of this state has the ports ${before.ports.broker} and ${before.ports.relay}`,
      fix,
    );
  return null;
}

async function drawPorts(address: string): Promise<Result<SavedEdge["ports"], Failure>> {
  const broker = await tryPort(address, 0);
  let relay = await tryPort(address, 0);
  for (let tries = 0; tries < 5 && relay.ok && broker.ok && relay.value === broker.value; tries += 1)
    relay = await tryPort(address, 0);
  if (!broker.ok) return err(noPort(address, 0, broker.error));
  return relay.ok ? ok({ broker: broker.value, relay: relay.value }) : err(noPort(address, 0, relay.error));
}

async function waitForPorts(
  { stop }: EdgeRequest,
  address: string,
  ports: SavedEdge["ports"],
): Promise<Result<SavedEdge["ports"], Failure>> {
  const end = performance.now() + portMs;
  for (const port of [ports.broker, ports.relay]) {
    for (;;) {
      const tried = await tryPort(address, port);
      if (tried.ok) break;
      if (tried.error !== "EADDRINUSE" || performance.now() > end || stop.aborted)
        return err(noPort(address, port, tried.error));
      await sleep(pauseMs, stop);
    }
  }
  return ok(ports);
}

function noPort(address: string, port: number, code: string): Failure {
  const subject = writeSocketAddress({ host: address, port });
  if (code === "EADDRINUSE")
    return failure(
      "TRY_AGAIN",
      subject,
      "another program has this port",
      "End it, or give other --ports with a new --edge-state.",
    );
  if (code === "EACCES")
    return failure("SETTING_INVALID", subject, "only root may listen there", "Give --ports two ports from 1024 on.");
  return failure(
    "SETTING_INVALID",
    subject,
    code === "EADDRNOTAVAIL" ? "this host does not have this address" : `it cannot be listened on: ${code}`,
    "Start the edge on the host that has the address, or correct --listen.",
  );
}
