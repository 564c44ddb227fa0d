/** What the arithmetic of a lifetime needs; seconds, and epoch seconds where it says `At`. */
export interface TimelineInput {
  /** The moment that is planned at; the minimum counts from it. */
  readonly now: number;
  readonly startedAt: number;
  /** When it was planned at first. */
  readonly plannedAt: number;
  /** The earliest limit, its margin taken off. */
  readonly endAt: number | null;
  /** Somebody (entry, batch system, Machine/Job Features) says how long the slot lasts. */
  readonly granted: boolean;
  readonly jobMax: number;
  readonly retireTime: number;
  readonly spread: number | null;
  readonly graceful: number;
  readonly updateInterval: number;
  readonly minimum: number;
  /** 0-99. */
  readonly draw: number;
}

export interface Timeline {
  readonly retireAt: number;
  readonly dieAt: number;
  readonly jobMaxSeconds: number;
  /** How much the spread took off both. */
  readonly shift: number;
  /** The limit decided; else GLIDEIN_Retire_Time did. */
  readonly limited: boolean;
}

interface Span {
  readonly retireAt: number;
  readonly dieAt: number;
  readonly jobMaxSeconds: number;
  readonly limited: boolean;
}

/**
 * GlideinWMS's formula on absolute times. The job length gives way first, so that a near limit leaves the minimum for
 * accepting jobs. Without a grant, life is GLIDEIN_Retire_Time and one job, and a credential can only shorten it: a
 * token of a year does not ask for a glidein of a year.
 */
export function timelineOf(input: TimelineInput): Timeline {
  const span = spanOf(input);
  const accepting = span.limited ? span.retireAt - input.startedAt : input.retireTime;
  const spread = input.spread ?? Math.floor(Math.max(0, accepting) / 10);
  const wanted = Math.floor((spread * input.draw) / 100);
  const shift = span.retireAt - wanted < input.now + input.minimum ? 0 : wanted;
  return { ...span, retireAt: span.retireAt - shift, dieAt: span.dieAt - shift, shift };
}

function spanOf(input: TimelineInput): Span {
  const unlimited = unlimitedSpan(input);
  if (input.endAt === null) return unlimited;
  const limited = limitedSpan(input, input.endAt);
  if (input.granted) return limited;
  return unlimited.dieAt <= limited.dieAt
    ? unlimited
    : { ...limited, retireAt: Math.min(limited.retireAt, unlimited.retireAt) };
}

function limitedSpan(input: TimelineInput, endAt: number): Span {
  const { now, jobMax, graceful, updateInterval, minimum } = input;
  // GlideinWMS keeps room for the spread of a tenth that the minimum itself will get.
  const reserved = graceful + (input.spread ?? Math.floor((minimum * 11) / 100)) + updateInterval + minimum;
  const jobMaxSeconds = Math.min(jobMax, Math.max(0, endAt - now - reserved));
  const dieAt = endAt - updateInterval - graceful;
  return { retireAt: dieAt - jobMaxSeconds, dieAt, jobMaxSeconds, limited: true };
}

function unlimitedSpan({ startedAt, plannedAt, retireTime, minimum, jobMax }: TimelineInput): Span {
  // In a batch job that has run for long already, the time would be over before it begins.
  const from = startedAt + retireTime >= plannedAt + minimum ? startedAt : plannedAt;
  const retireAt = from + retireTime;
  return { retireAt, dieAt: retireAt + jobMax, jobMaxSeconds: jobMax, limited: false };
}
