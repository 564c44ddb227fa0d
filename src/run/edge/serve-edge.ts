import { hostname } from "node:os";
import { join } from "node:path";
import type { Master } from "../../apply/condor/master.ts";
import { sleep } from "../../apply/condor/ready.ts";
import type { CondorInstallation } from "../../apply/condor/tools.ts";
import { makeToken, waitForBroker } from "../../apply/edge/condor-edge.ts";
import { type RelayServer, startRelay } from "../../apply/edge/relay-server.ts";
import { edgeFiles, keepFile, keepSavedEdge } from "../../apply/edge/state-directory.ts";
import { cannotWrite, type WorkDirectory } from "../../apply/work-directory.ts";
import { edgeTargetKnobs } from "../../decide/edge/edge-config.ts";
import type { EdgePlan } from "../../decide/edge/edge-plan.ts";
import { type Failure, failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { writeEdgeDescription } from "../../parse/edge/description.ts";
import type { SavedEdge } from "../../parse/edge/saved-edge.ts";
import { writeSocketAddress } from "../../parse/edge/socket-address.ts";
import { lastLines } from "../last-lines.ts";
import type { EdgeRequest } from "./edge-request.ts";
import { lookUpPool, type PoolAddresses } from "./pool-addresses.ts";
import { writeConfig } from "./prepare-edge.ts";
import { renewedEdge } from "./restore-edge.ts";

export interface ServeEdgeInput {
  readonly plan: EdgePlan;
  readonly saved: SavedEdge;
  readonly work: WorkDirectory;
  readonly condor: CondorInstallation;
  /** Configuration that is written again when names get other addresses. */
  readonly runtime: string;
  readonly master: Master;
  /** The pool, as it was looked up for the first configuration. */
  readonly pool: PoolAddresses;
}

const brokerMs = 60_000;
const brokerPauseMs = 200;
/** Tokens are renewed, and names looked up again. */
const lookAgainMs = 300_000;

/** An edge that serves: relay, token, description, and what keeps them good. */
export class ServingEdge {
  readonly stopRequested: Promise<void>;
  readonly #requestStop: () => void;
  readonly #request: EdgeRequest;
  readonly #input: ServeEdgeInput;
  readonly #startedAt: number;
  readonly #addresses: { readonly broker: string; readonly relay: string };
  readonly #description: string;
  #saved: SavedEdge;
  #pool: PoolAddresses;
  #relay: RelayServer | null = null;
  #expiresAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(request: EdgeRequest, input: ServeEdgeInput) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.stopRequested = promise;
    this.#requestStop = resolve;
    this.#request = request;
    this.#input = input;
    this.#saved = input.saved;
    this.#pool = input.pool;
    this.#startedAt = Math.floor(request.host.now());
    const { address: host, ports } = input.saved;
    this.#addresses = {
      broker: writeSocketAddress({ host, port: ports.broker }),
      relay: writeSocketAddress({ host, port: ports.relay }),
    };
    this.#description = join(request.state, edgeFiles.description);
  }

  /** Resolves when nodes may come. */
  async start(): Promise<Result<null, Failure>> {
    const relay = await this.#startRelay();
    if (!relay.ok) return relay;
    this.#relay = relay.value;
    const published = await this.#publishFirst();
    if (!published.ok) return published;
    const expiresAt = this.#expiresAt;
    this.#request.emit({
      event: "edge-ready",
      ...{ name: this.#saved.name, ...this.#addresses, description: this.#description, expiresAt },
    });
    // A tenth of the life: a short one is for trying things out.
    const tenthMs = this.#request.settings.GLIDEIN_Edge_Token_Life.value * 100;
    this.#timer = setInterval(() => void this.#lookAgain(), Math.min(lookAgainMs, tenthMs));
    return ok(null);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#relay?.close();
  }

  async #startRelay(): Promise<Result<RelayServer, Failure>> {
    const started = await startRelay({
      listen: { host: this.#saved.address, port: this.#saved.ports.relay },
      keys: () => this.#saved.relayKeys.map(({ key }) => key),
      controlKey: this.#saved.controlKey,
      policy: () => ({ files: this.#input.plan.files, pool: this.#pool.hosts }),
      now: () => this.#request.host.now(),
      status: () => this.#status(),
      onStop: this.#requestStop,
    });
    if (started.ok) return started;
    const problem = `it cannot be listened on: ${started.error.code}`;
    return err(failure("TRY_AGAIN", this.#addresses.relay, problem, "Try again."));
  }

  #status(): unknown {
    return {
      schema: "glidein.edge-status/1",
      ...{ name: this.#saved.name, host: hostname(), pid: process.pid, ...this.#addresses },
      ...{ startedAt: this.#startedAt, expiresAt: this.#expiresAt, ...this.#relay?.counts() },
    };
  }

  /** HTCondor makes its signing key when it starts, and only then there are tokens, and somebody who knows them. */
  async #publishFirst(): Promise<Result<null, Failure>> {
    const { setUpHost, actor, stop } = this.#request;
    const { condor, work, master } = this.#input;
    const end = performance.now() + brokerMs;
    let hasEnded = false;
    void master.exited.then(() => {
      hasEnded = true;
    });
    let published = await this.#publish();
    while (!published.ok && !stop.aborted && !hasEnded && performance.now() < end) {
      await sleep(brokerPauseMs, stop);
      published = await this.#publish();
    }
    if (!published.ok) return published;
    const { broker } = this.#addresses;
    const answered = await waitForBroker(setUpHost, condor, broker, { ms: brokerMs, signal: stop });
    if (answered.ok) return answered;
    const problem = `HTCondor's broker does not let its own token in: ${answered.error}`;
    return err(failure("CONDOR_BROKEN", broker, problem, "See the log.", { detail: lastLines(actor, work.log) }));
  }

  /** Makes a token and writes what nodes read; the description last, because it names the others. */
  async #publish(): Promise<Result<null, Failure>> {
    const { host, setUpHost, actor, settings, state } = this.#request;
    const { condor, work } = this.#input;
    const { name, trustDomain, relayKeys } = this.#saved;
    const life = settings.GLIDEIN_Edge_Token_Life.value;
    const token = await makeToken(setUpHost, condor, trustDomain, life);
    if (!token.ok) return token;
    const expiresAt = Math.floor(host.now()) + life;
    const description = writeEdgeDescription({
      schema: "glidein.edge/1",
      ...{ name, host: hostname(), startedAt: this.#startedAt, expiresAt },
      hosts: this.#pool.byName,
      broker: { address: this.#addresses.broker, tokenFile: edgeFiles.token, trustDomain },
      relay: { address: this.#addresses.relay, keyFile: edgeFiles.key },
    });
    for (const [file, content] of [
      [edgeFiles.token, `${token.value}\n`],
      [edgeFiles.key, `${relayKeys[0]?.key ?? ""}\n`],
      [edgeFiles.description, description],
    ] as const) {
      const kept = keepFile(actor, state, file, content);
      if (!kept.ok) return kept;
    }
    this.#expiresAt = expiresAt;
    // The edge asks its own broker with the token of the nodes.
    const own = actor.writeFile(join(work.tokens, "edge"), `${token.value}\n`, 0o600);
    return own.ok ? ok(null) : err(cannotWrite(work.tokens, own.error.what));
  }

  async #lookAgain(): Promise<void> {
    const { host, actor, state, emit } = this.#request;
    const found = await lookUpPool(host, this.#input.plan.targets);
    const isMoved = found.allowed.join() !== this.#pool.allowed.join();
    // Names that cannot be looked up now keep the addresses that they had.
    if (isMoved && found.unknown.length === 0) {
      this.#pool = found;
      if (writeConfig({ actor }, this.#input.runtime, edgeTargetKnobs(found.allowed)).ok)
        this.#input.master.signal("SIGHUP");
    }
    const renewed = renewedEdge(this.#request, this.#saved);
    if (renewed === this.#saved && this.#pool !== found) return;
    this.#saved = renewed;
    const kept = keepSavedEdge(actor, state, renewed);
    const done = kept.ok ? await this.#publish() : kept;
    if (done.ok) emit({ event: "renewed", path: this.#description, expiresAt: this.#expiresAt });
    else emit({ event: "renewal-refused", path: this.#description, why: done.error.problem });
  }
}
