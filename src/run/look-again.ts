import { installCredentials } from "../apply/credentials.ts";
import type { RuntimeConfig } from "../apply/runtime-config.ts";
import type { WorkDirectory } from "../apply/work-directory.ts";
import { decideAuthentication } from "../decide/authentication.ts";
import { fit, type Health, judgeHealth } from "../decide/health.ts";
import type { LifetimeDecision } from "../decide/lifetime/lifetime.ts";
import { replanLifetime } from "../decide/lifetime/replan.ts";
import { lifetimeInput, planLifetime } from "../decide/plan-lifetime.ts";
import { judgeRenewal } from "../decide/renewal.ts";
import type { CredentialFact } from "../model/facts/credential.ts";
import type { Facts } from "../model/facts.ts";
import { probeCredentials } from "../probe/credential/credentials.ts";
import { readFeaturesAgain } from "../probe/features/read-features-again.ts";
import { healthProblem } from "../probe/health.ts";
import type { RunRequest, Session } from "./session.ts";

/** What a look needs to know of those before it. */
export interface WatchMemory {
  /** The clock in it is that of the first plan; credentials and features are the last good ones. */
  readonly facts: Facts;
  readonly lifetime: LifetimeDecision;
  readonly featuresAt: number;
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
  refused: [],
  health: fit,
});

/**
 * What of the facts may change while a glidein runs: credentials are renewed, shutdowns announced. Looked at again from
 * time to time; the lifetime moves with it, under the draw and the start of the first plan.
 */
export class Watch {
  lifetime: LifetimeDecision;
  #facts: Facts;
  #featuresAt: number;
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
    const { facts, lifetime, featuresAt, refused, health } = input.memory;
    this.#request = request;
    this.#session = session;
    this.#input = input;
    this.#facts = facts;
    this.lifetime = lifetime;
    this.#plannedAt = facts.clock.now;
    this.#featuresAt = featuresAt;
    this.#refused = new Set(refused);
    this.#health = health;
  }

  get memory(): WatchMemory {
    return {
      facts: this.#facts,
      lifetime: this.lifetime,
      featuresAt: this.#featuresAt,
      refused: [...this.#refused].slice(-mostRefused),
      health: this.#health,
    };
  }

  async look(): Promise<void> {
    const { host, settings } = this.#request;
    const now = host.now();
    const [credentials, features] = await Promise.all([
      this.#renewed(await probeCredentials(host, settings), now),
      readFeaturesAgain(host, this.#facts.features, this.#featuresAt),
    ]);
    this.#featuresAt = now;
    this.#facts = { ...this.#facts, credentials, features };
    const moved = replanLifetime(this.lifetime, {
      ...lifetimeInput(
        { ...this.#facts, clock: { ...this.#facts.clock, now } },
        settings,
        this.#input.cpus,
        this.#plannedAt,
      ),
      plannedAt: this.#plannedAt,
    });
    this.#move(moved);
    await this.#lookAtHealth(now);
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
    const kept: CredentialFact[] = [];
    const accepted: CredentialFact[] = [];
    for (const old of this.#facts.credentials) {
      const candidate = successorOf(old, fresh);
      const verdict = candidate === undefined ? null : judgeRenewal(old, candidate, now);
      if (candidate !== undefined && verdict?.decision === "accept") {
        kept.push(candidate);
        accepted.push(candidate);
        this.#session.emit({ event: "renewed", path: candidate.path, expiresAt: candidate.expiresAt });
        continue;
      }
      kept.push(old);
      if (verdict?.decision === "refuse")
        this.#refuse(old.path, `${verdict.code} ${candidate?.fingerprint ?? ""} ${verdict.reason}`, verdict.reason);
      if (candidate === undefined && old.standing === "given")
        this.#refuse(old.path, "gone", "the file is gone or cannot be read");
    }
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

  #move(moved: LifetimeDecision): void {
    const before = this.lifetime.lifetime;
    this.lifetime = moved;
    const { retireAt, dieAt, endAt, jobMaxSeconds, winner } = moved.lifetime;
    if (
      retireAt === before.retireAt &&
      dieAt === before.dieAt &&
      jobMaxSeconds === before.jobMaxSeconds &&
      endAt === before.endAt
    )
      return;
    this.#session.emit({ event: "replanned", retireAt, dieAt, endAt, winner });
    const attributes = {
      GLIDEIN_ToRetire: retireAt,
      GLIDEIN_ToDie: dieAt,
      GLIDEIN_Job_Max_Time: jobMaxSeconds,
      ...(endAt === null ? {} : { GLIDEIN_Expire: endAt }),
    };
    if (this.#input.runtime.change({ attributes })) this.#input.reconfigure();
  }
}

/** A file may hold several tokens, and its lines may move; which token is which is told by whom it is for. */
function successorOf(old: CredentialFact, fresh: readonly CredentialFact[]): CredentialFact | undefined {
  const same = fresh.filter(({ path, kind, from }) => path === old.path && kind === old.kind && from === old.from);
  return (
    same.find(({ subject, issuer }) => subject === old.subject && issuer === old.issuer) ??
    (same.length === 1 ? same[0] : undefined)
  );
}
