import type { CredentialFact } from "../model/facts/credential.ts";
import { judgeRenewal } from "./renewal.ts";

export interface RefusedFile {
  readonly path: string;
  /** The same for the same content, so that each is told once. */
  readonly key: string;
  readonly why: string;
}

/** What to plan with after a look, what of it is new, and which files were not taken. */
export interface RenewedCredentials {
  readonly kept: readonly CredentialFact[];
  readonly accepted: readonly CredentialFact[];
  readonly refused: readonly RefusedFile[];
}

/**
 * Each credential in use, or what took its place: a better file at its path, or another file of its token directory,
 * because some refresh to a new name and remove the old one. One that is gone stays in use until its end: a refresh often
 * removes before it writes, and whoever wants to stop us has better ways. A new file for somebody else is not taken.
 */
export function renewCredentials(
  before: readonly CredentialFact[],
  fresh: readonly CredentialFact[],
  now: number,
): RenewedCredentials {
  const inPlace = before.map((old) => successorOf(old, fresh));
  const known = new Set(inPlace);
  const beside = new Set(fresh.filter((one) => !known.has(one) && before.some((old) => isBeside(old, one))));
  const newcomers = [...beside];
  const kept: CredentialFact[] = [];
  const accepted: CredentialFact[] = [];
  const refused: RefusedFile[] = [];
  for (const [index, old] of before.entries()) {
    const candidate = inPlace[index];
    const verdict = candidate === undefined ? null : judgeRenewal(old, candidate, now);
    const current = verdict?.decision === "accept" && candidate !== undefined ? candidate : old;
    const other = bestOf(beside, current, candidate === undefined, now);
    if (other !== undefined) beside.delete(other);
    const chosen = other ?? current;
    kept.push(chosen);
    if (chosen !== old) accepted.push(chosen);
    else if (verdict?.decision === "refuse")
      refused.push({
        path: old.path,
        key: `${verdict.code} ${candidate?.fingerprint ?? ""} ${verdict.reason}`,
        why: verdict.reason,
      });
    else if (candidate === undefined && old.standing === "given")
      refused.push({ path: old.path, key: "gone", why: "the file is gone or cannot be read" });
  }
  const foreign = newcomers.filter((one) => beside.has(one)).flatMap((one) => whyNot(one, kept));
  return { kept, accepted, refused: [...refused, ...foreign] };
}

/** A file may hold several tokens, and its lines may move; which token is which is told by whom it is for. */
function successorOf(old: CredentialFact, fresh: readonly CredentialFact[]): CredentialFact | undefined {
  const same = fresh.filter(({ path, kind, from }) => path === old.path && kind === old.kind && from === old.from);
  return same.find((one) => isSameIdentity(one, old)) ?? (same.length === 1 ? same[0] : undefined);
}

const isSameIdentity = (a: CredentialFact, b: CredentialFact): boolean =>
  a.subject === b.subject && a.issuer === b.issuer;

/** In the token directory, or the file, that the old one is in: both were found for the same reason. */
const isBeside = (old: CredentialFact, { kind, from, standing }: CredentialFact): boolean =>
  kind === "idtoken" && old.kind === kind && old.from === from && old.standing === standing;

const endOf = ({ expiresAt }: CredentialFact): number => expiresAt ?? Number.POSITIVE_INFINITY;

/** The longest of the new files that may replace a token; one with the same end only when the old file is gone. */
function bestOf(
  beside: ReadonlySet<CredentialFact>,
  current: CredentialFact,
  isGone: boolean,
  now: number,
): CredentialFact | undefined {
  return [...beside]
    .filter((one) => isBeside(current, one) && isSameIdentity(one, current))
    .filter((one) => isGone || endOf(one) > endOf(current))
    .filter((one) => judgeRenewal(current, one, now).decision === "accept")
    .toSorted((a, b) => Number(endOf(b) > endOf(a)) - Number(endOf(a) > endOf(b)))[0];
}

function whyNot(one: CredentialFact, kept: readonly CredentialFact[]): readonly RefusedFile[] {
  if (one.fingerprint === null) {
    const [problem] = one.problems;
    if (problem === undefined || problem.code === "no-file" || problem.code === "missing") return [];
    return [{ path: one.path, key: problem.code, why: problem.message }];
  }
  // A shorter one of the same identity is what directories are full of.
  if (kept.some((old) => isSameIdentity(old, one))) return [];
  const why = `it is for ${one.subject ?? "nobody"} of ${one.issuer ?? "nobody"}, which no token of ours is`;
  return [{ path: one.path, key: `other ${one.fingerprint}`, why }];
}
