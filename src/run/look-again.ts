import { join } from "node:path";
import { installCredentials } from "../apply/credentials.ts";
import type { RuntimeConfig } from "../apply/runtime-config.ts";
import type { WorkDirectory } from "../apply/work-directory.ts";
import { decideAuthentication } from "../decide/authentication.ts";
import type { BatchMemory } from "../decide/batch-look.ts";
import { decideDrain } from "../decide/drain-attributes.ts";
import { fit, type Health, judgeHealth } from "../decide/health.ts";
import { explainHiding } from "../decide/hiding/explain-hiding.ts";
import { exposedJobs } from "../decide/hiding/plain-job.ts";
import type { LifetimeDecision } from "../decide/lifetime/lifetime.ts";
import { replanLifetime } from "../decide/lifetime/replan.ts";
import { lifetimeInput, planLifetime } from "../decide/plan-lifetime.ts";
import { renewCredentials } from "../decide/renew-credentials.ts";
import type { CredentialFact } from "../model/facts/credential.ts";
import type { Facts } from "../model/facts.ts";
import { probeCredentials } from "../probe/credential/credentials.ts";
import { readFeaturesAgain } from "../probe/features/read-features-again.ts";
import { healthProblem } from "../probe/health.ts";
import { askBatch } from "./ask-batch.ts";
import type { RunRequest, Session } from "./session.ts";

/** What a look needs to know of those before it. */
export interface WatchMemory {
  /** The clock in it is that of the first plan; credentials and features are the last good ones. */
  readonly facts: Facts;
  readonly lifetime: LifetimeDecision;
  readonly featuresAt: number;
  readonly batch: BatchMemory;
  /** New files that were refused, so that each is reported once. */
  readonly refused: readonly string[];
  readonly health: Health;
}

export interface LookAgainInput {
  readonly memory: WatchMemory;
  readonly cpus: number;
  readonly work: WorkDirectory;
  readonly runtime: RuntimeConfig;
  /** Makes HTCondor read its configuration again. */
  readonly reconfigure: () => void;
}

const mostRefused = 100;

export const firstMemory = (facts: Facts, lifetime: LifetimeDecision): WatchMemory => ({
  facts,
  lifetime,
  featuresAt: facts.clock.now,
  batch: { askedAt: facts.clock.now, lookedAt: facts.clock.now, turn: 0 },
  refused: [],
  health: fit,
});

/**
 * What of the facts may change while a glidein runs: credentials are renewed, shutdowns announced, ends moved. Looked at again from
 * time to time; the lifetime moves with it, under the draw and the start of the first plan.
 */
export class Watch {
  lifetime: LifetimeDecision;
  #facts: Facts;
  #featuresAt: number;
  #batch: BatchMemory;
  readonly #refused: Set<string>;
  #health: Health;
  readonly #plannedAt: number;
  readonly #request: Pick<RunRequest, "host" | "actor" | "settings">;
  readonly #session: Pick<Session, "emit">;
  readonly #input: LookAgainInput;

  constructor(
    request: Pick<RunRequest, "host" | "actor" | "settings">,
    session: Pick<Session, "emit">,
    input: LookAgainInput,
  ) {
    const { facts, lifetime, featuresAt, batch, refused, health } = input.memory;
    this.#request = request;
    this.#session = session;
    this.#input = input;
    this.#facts = facts;
    this.lifetime = lifetime;
    this.#plannedAt = facts.clock.now;
    this.#featuresAt = featuresAt;
    this.#batch = batch;
    this.#refused = new Set(refused);
    this.#health = health;
  }

  get memory(): WatchMemory {
    return {
      facts: this.#facts,
      lifetime: this.lifetime,
      featuresAt: this.#featuresAt,
      batch: this.#batch,
      refused: [...this.#refused].slice(-mostRefused),
      health: this.#health,
    };
  }

  async look(): Promise<void> {
    const { host, settings } = this.#request;
    const now = host.now();
    const [credentials, features, asked] = await Promise.all([
      this.#renewed(await probeCredentials(host, settings), now),
      readFeaturesAgain(host, this.#facts.features, this.#featuresAt),
      askBatch(host, settings, { facts: this.#facts, lifetime: this.lifetime.lifetime, memory: this.#batch, now }),
    ]);
    this.#featuresAt = now;
    this.#batch = asked.memory;
    this.#facts = { ...this.#facts, credentials, features, batch: asked.batch };
    const moved = replanLifetime(this.lifetime, {
      ...lifetimeInput(
        { ...this.#facts, clock: { ...this.#facts.clock, now } },
        settings,
        this.#input.cpus,
        this.#plannedAt,
      ),
      plannedAt: this.#plannedAt,
    });
    this.#move(moved, now);
    await this.#tellExposed();
    await this.#lookAtHealth(now);
  }

  /** Jobs, or HTCondor's starter, that could not be hidden after all, because the node is not as it was. */
  async #tellExposed(): Promise<void> {
    const read = await this.#request.host.readText(join(this.#input.work.log, exposedJobs));
    if (!read.ok || this.#refused.has(exposedJobs)) return;
    this.#refused.add(exposedJobs);
    const { problem, fix } = explainHiding(read.value.split("\n", 1)[0] ?? "", this.#facts.system.userNamespaces);
    const message = `a job runs where it can read the pilot's credentials: ${problem}`;
    this.#session.emit({ event: "finding", check: "credential", severity: "warning", message, fix });
    this.#publish({ GLIDEIN_Credentials_Hidden: false });
  }

  #publish(changed: Readonly<Record<string, number | boolean>>): void {
    const { runtime } = this.#input;
    if (runtime.change({ attributes: { ...runtime.values.attributes, ...changed } })) this.#input.reconfigure();
  }

  async #lookAtHealth(now: number): Promise<void> {
    const { host, settings } = this.#request;
    const wanted = new Set(settings.GLIDEIN_CVMFS_Repositories.value);
    const asked = this.#facts.cvmfs.repositories.filter(({ name, mounted }) => mounted === true && wanted.has(name));
    const problem = await healthProblem(
      host,
      this.#input.work.path,
      asked.map(({ name }) => name),
    );
    const before = this.#health.unfit;
    this.#health = judgeHealth(this.#health, problem, now);
    const { unfit } = this.#health;
    if (unfit === before) return;
    this.#session.emit(unfit === null ? { event: "fit-again" } : { event: "unfit", why: unfit });
    if (this.#input.runtime.change({ unfit: unfit ?? "" })) this.#input.reconfigure();
  }

  /** The credentials to plan with: a new file where it is better, else the old one. */
  async #renewed(fresh: readonly CredentialFact[], now: number): Promise<readonly CredentialFact[]> {
    const { kept, accepted, refused } = renewCredentials(this.#facts.credentials, fresh, now);
    for (const { path, expiresAt } of accepted) this.#session.emit({ event: "renewed", path, expiresAt });
    for (const { path, key, why } of refused) this.#refuse(path, key, why);
    if (accepted.length > 0) await this.#install(kept, accepted, now);
    return kept;
  }

  #refuse(path: string, key: string, why: string): void {
    if (this.#refused.has(`${path} ${key}`)) return;
    this.#refused.add(`${path} ${key}`);
    this.#session.emit({ event: "renewal-refused", path, why });
  }

  async #install(
    credentials: readonly CredentialFact[],
    accepted: readonly CredentialFact[],
    now: number,
  ): Promise<void> {
    const { host, actor, settings } = this.#request;
    const uses = planLifetime(
      { ...this.#facts, credentials, clock: { ...this.#facts.clock, now } },
      settings,
      this.#input.cpus,
    ).credentials;
    const { install } = decideAuthentication(uses, settings.X509_CERT_DIR.value);
    // Only what was accepted: the file of a refused one no longer holds the credential that stays in use.
    const renewed = install.filter(({ credential }) => accepted.includes(credential));
    const installed = await installCredentials(host, actor, renewed, this.#input.work.local);
    if (!installed.ok) this.#refuse(installed.error.subject, installed.error.code, installed.error.problem);
  }

  #move(moved: LifetimeDecision, now: number): void {
    const before = this.lifetime.lifetime;
    this.lifetime = moved;
    const { retireAt, dieAt, endAt, jobMaxSeconds, winner } = moved.lifetime;
    const { draining, preempt } = decideDrain({
      ...{ features: this.#facts.features, lifetime: moved.lifetime },
      ...{ plannedAt: this.#plannedAt, now },
    });
    const same =
      retireAt === before.retireAt &&
      dieAt === before.dieAt &&
      jobMaxSeconds === before.jobMaxSeconds &&
      endAt === before.endAt;
    // An announcement may have been taken back.
    if (same && !draining && this.#input.runtime.values.attributes["SiteWMS_WN_Draining"] !== true) return;
    if (!same) this.#session.emit({ event: "replanned", retireAt, dieAt, endAt, winner });
    const attributes = {
      SiteWMS_WN_Draining: draining,
      SiteWMS_WN_Preempt: preempt,
      GLIDEIN_ToRetire: retireAt,
      GLIDEIN_ToDie: dieAt,
      GLIDEIN_Job_Max_Time: jobMaxSeconds,
      ...(endAt === null ? {} : { GLIDEIN_Expire: endAt }),
    };
    this.#publish(attributes);
  }
}
