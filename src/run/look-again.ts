import { join } from "node:path";
import type { RuntimeConfig } from "../apply/runtime-config.ts";
import { installTokens } from "../apply/tokens.ts";
import type { WorkDirectory } from "../apply/work-directory.ts";
import type { LifetimeDecision } from "../decide/lifetime/lifetime.ts";
import { replanLifetime } from "../decide/lifetime/replan.ts";
import { lifetimeInput } from "../decide/plan-lifetime.ts";
import { judgeRenewal } from "../decide/renewal.ts";
import type { CredentialFact } from "../model/facts/credential.ts";
import type { Facts } from "../model/facts.ts";
import { probeCredentials } from "../probe/credential/credentials.ts";
import { readFeaturesAgain } from "../probe/features/read-features-again.ts";
import type { RunRequest, Session } from "./session.ts";

export interface LookAgainInput {
  readonly facts: Facts;
  readonly lifetime: LifetimeDecision;
  readonly cpus: number;
  readonly work: WorkDirectory;
  readonly runtime: RuntimeConfig;
  /** Makes HTCondor read its configuration again. */
  readonly reconfigure: () => void;
}

/**
 * What of the facts may change while a glidein runs: credentials are renewed, shutdowns announced. Looked at again from
 * time to time; the lifetime moves with it, under the draw and the start of the first plan.
 */
export class Watch {
  lifetime: LifetimeDecision;
  #facts: Facts;
  #featuresAt: number;
  /** Fingerprints of new files that were refused, so that each is reported once. */
  readonly #refused = new Set<string>();
  readonly #plannedAt: number;
  readonly #request: RunRequest;
  readonly #session: Session;
  readonly #input: LookAgainInput;

  constructor(request: RunRequest, session: Session, input: LookAgainInput) {
    this.#request = request;
    this.#session = session;
    this.#input = input;
    this.#facts = input.facts;
    this.lifetime = input.lifetime;
    this.#plannedAt = input.facts.clock.now;
    this.#featuresAt = input.facts.clock.now;
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
        this.#input.facts.clock.now,
      ),
      plannedAt: this.#plannedAt,
    });
    this.#move(moved);
  }

  /** The credentials to plan with: a new file where it is better, else the old one. */
  async #renewed(fresh: readonly CredentialFact[], now: number): Promise<readonly CredentialFact[]> {
    const kept: CredentialFact[] = [];
    let install = false;
    for (const old of this.#facts.credentials) {
      const candidate = fresh.find(
        ({ path, kind, from }) => path === old.path && kind === old.kind && from === old.from,
      );
      const verdict = candidate === undefined ? null : judgeRenewal(old, candidate, now);
      if (candidate !== undefined && verdict?.decision === "accept") {
        kept.push(candidate);
        install = install || old.kind === "idtoken";
        this.#session.emit({ event: "renewed", path: candidate.path, expiresAt: candidate.expiresAt });
        continue;
      }
      kept.push(old);
      if (verdict?.decision === "refuse")
        this.#refuse(old.path, `${verdict.code} ${candidate?.fingerprint ?? ""}`, verdict.reason);
      if (candidate === undefined && old.standing === "given")
        this.#refuse(old.path, "gone", "the file is gone or cannot be read");
    }
    if (install) await this.#install(kept);
    return kept;
  }

  #refuse(path: string, key: string, why: string): void {
    if (this.#refused.has(`${path} ${key}`)) return;
    this.#refused.add(`${path} ${key}`);
    this.#session.emit({ event: "renewal-refused", path, why });
  }

  /** HTCondor presents what is in the file when it authenticates, so a rename is all it takes. */
  async #install(credentials: readonly CredentialFact[]): Promise<void> {
    const { host, actor } = this.#request;
    const installed = await installTokens(host, actor, tokenFiles(credentials), this.#input.work.tokens);
    if (!installed.ok) this.#refuse(join(this.#input.work.tokens), installed.error.code, installed.error.problem);
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

/** Files of the tokens that were given for the pool, each once. */
export const tokenFiles = (credentials: readonly CredentialFact[]): readonly string[] => [
  ...new Set(
    credentials.filter(({ kind, standing }) => kind === "idtoken" && standing === "given").map(({ path }) => path),
  ),
];
