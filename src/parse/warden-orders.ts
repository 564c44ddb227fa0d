/** The orders as the warden reads them (src/native/warden.c), their times on its two clocks. */
export interface WrittenOrders {
  /** Milliseconds of CLOCK_MONOTONIC. */
  readonly wakeMs: number;
  /** Epoch seconds: the same moment as the wall's clock has it now. */
  readonly wakeEpoch: number;
  readonly lookMs: number;
  readonly watch: readonly string[];
  readonly sends: readonly { readonly signal: number; readonly atMs: number }[];
  readonly stopMs: number;
  readonly fastMs: number;
  readonly status: number;
  readonly lostStatus: number;
}

/** As many as the warden has room for. */
const mostFiles = 32;
const mostPath = 400;
export const endOfOrders = "end\n";

/** A path that a line cannot hold, or that is longer than anybody's, is left out: the regular look finds its change. */
export function writeOrders(orders: WrittenOrders): string {
  const paths = orders.watch.filter((path) => /^\/[^\p{Cc}]*$/u.test(path) && path.length <= mostPath);
  return [
    `wake ${whole(orders.wakeMs)} ${whole(orders.wakeEpoch)}`,
    `look ${whole(orders.lookMs)}`,
    `stop ${whole(orders.stopMs)} ${whole(orders.fastMs)}`,
    `status ${whole(orders.status)} ${whole(orders.lostStatus)}`,
    ...orders.sends.map(({ signal, atMs }) => `send ${whole(signal)} ${whole(atMs)}`),
    ...[...new Set(paths)].slice(0, mostFiles).map((path) => `watch ${path}`),
    endOfOrders,
  ].join("\n");
}

const whole = (value: number): number => Math.max(0, Math.ceil(value));
