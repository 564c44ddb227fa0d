import type { CredentialFact, CredentialLimit } from "../../model/facts/credential.ts";
import type { BudgetRow } from "../../model/plan.ts";
import { derive, type Named, named, type Sourced, sourced } from "../../model/provenance.ts";
import { endUnreadable } from "../../parse/credential/problem.ts";
import { type LifetimeInput, startOf } from "./input.ts";
import { type CredentialUse, placeOf } from "./used-credentials.ts";

/** One limit of the lifetime, with what is needed to explain it. */
export interface Limit extends BudgetRow {
  readonly cause: "entry" | "batch" | "mjf" | "credential";
  /** `at` as it was announced, and what was taken off it. */
  readonly announcedAt: number;
  /** It has an end that cannot be read, and counts as over from now on. */
  readonly unreadable?: true;
  readonly margin: number;
  /** e.g. `x509-proxy /tmp/x509up_u1000 (VOMS attribute certificate of cms)`. */
  readonly subject: string;
  readonly sourced: Sourced<number>;
}

/** Under this much, GLIDEIN_Ignore_X509_Duration does nothing, as in GlideinWMS. */
const tooShortToIgnore = 900;
/** A server's `Date` has whole seconds and took a while to come: less than this is no difference. */
const smallestSkew = 5;

/** Every limit that applies, the earliest first. */
export function budgetOf(input: LifetimeInput, uses: readonly CredentialUse[]): readonly Limit[] {
  const { settings } = input;
  const walltime = settings.GLIDEIN_Max_Walltime.value;
  const batchMargin = named("GLIDEIN_Batch_Margin", settings.GLIDEIN_Batch_Margin);
  const limits = [
    ...(walltime === null ? [] : [entryLimit(input, walltime)]),
    ...input.batch.map(({ system, at, from }) =>
      announced("batch", `batch:${system}`, at, from, from, batchMargin, settings.GLIDEIN_Batch_Margin.value),
    ),
    ...input.features.map(({ key, at, from }) =>
      announced("mjf", `mjf:${key}`, at, from, from, batchMargin, settings.GLIDEIN_Batch_Margin.value),
    ),
    ...uses.flatMap(({ credential, used }) => (used ? credentialLimits(input, credential) : [])),
  ];
  // Stable: of two that are equal the one that is easier to change comes first.
  return limits.sort((a, b) => a.at - b.at);
}

function announced(
  cause: Limit["cause"],
  id: string,
  announcedAt: number,
  from: string,
  subject: string,
  margin: Named,
  marginSeconds: number,
): Limit {
  const at = Math.floor(announcedAt) - marginSeconds;
  const ends = sourced(announcedAt, { kind: "probe", probe: id, evidence: from });
  return {
    cause,
    id,
    at,
    from,
    announcedAt,
    margin: marginSeconds,
    subject,
    sourced: derive("end less its margin", [named("ends", ends), margin], at),
  };
}

function entryLimit(input: LifetimeInput, walltime: number): Limit {
  const { settings, started } = input;
  const margin = settings.GLIDEIN_Entry_Margin.value;
  const announcedAt = startOf(input) + walltime;
  const at = announcedAt - margin;
  const inputs = [
    named("started", sourced(startOf(input), { kind: "probe", probe: "start", evidence: started.from })),
    named("GLIDEIN_Max_Walltime", settings.GLIDEIN_Max_Walltime),
    named("GLIDEIN_Entry_Margin", settings.GLIDEIN_Entry_Margin),
  ];
  return {
    cause: "entry",
    id: "entry:GLIDEIN_Max_Walltime",
    at,
    from: `GLIDEIN_Max_Walltime from the start (${started.from})`,
    announcedAt,
    margin,
    subject: "GLIDEIN_Max_Walltime",
    sourced: derive("start and wall time, less its margin", inputs, at),
  };
}

function credentialLimits(input: LifetimeInput, credential: CredentialFact): Limit[] {
  const { settings, now } = input;
  const margin = settings.GLIDEIN_Credential_Margin.value;
  const place = placeOf(credential);
  const limitAt = (what: string, at: number): Limit => {
    // Servers judge by their clock: when ours is behind, the end comes earlier than it seems here.
    const behind = Math.max(0, -(input.skewSeconds ?? 0));
    const shown = behind < smallestSkew ? "" : `, ${Math.ceil(behind)} s earlier because our clock is behind`;
    const end = shown === "" ? at : at - Math.ceil(behind);
    return announced(
      "credential",
      `credential:${credential.kind}`,
      end,
      `${what} in ${place}${shown}`,
      `${credential.kind} ${place} (${what})`,
      named("GLIDEIN_Credential_Margin", settings.GLIDEIN_Credential_Margin),
      margin,
    );
  };
  const ignored = ({ at, part }: CredentialLimit): boolean =>
    part !== "token" && settings.GLIDEIN_Ignore_X509_Duration.value && at - margin - now >= tooShortToIgnore;
  const unreadable = credential.problems.some(({ code }) => code === endUnreadable);
  return [
    ...credential.limits.filter((limit) => !ignored(limit)).map(({ what, at }) => limitAt(what, at)),
    // What cannot be read must not count as endless.
    ...(unreadable ? [{ ...limitAt("an end that cannot be read", now), unreadable: true as const }] : []),
  ];
}
