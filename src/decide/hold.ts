import type { BudgetRow } from "../model/plan.ts";
import type { Seconds } from "../model/units.ts";
import { seconds } from "../model/units.ts";

const longestHold = 1200;

export interface HoldInput {
  /** `--hold`, in seconds. */
  readonly wish: number | null;
  readonly onTerminal: boolean;
  /** Whether failures of this kind hold the node at all (the exit table). */
  readonly holds: boolean;
  readonly now: number;
  /** When the batch slot ends; null when nothing says. */
  readonly slotEndsAt: number | null;
}

/** Who gave the slot says how long it lasts; a credential that ends does not end the slot. */
export function slotEnd(budget: readonly BudgetRow[]): number | null {
  const ends = budget.filter(({ id }) => !id.startsWith("credential:")).map(({ at }) => at);
  return ends.length === 0 ? null : Math.min(...ends);
}

/**
 * How long a broken node is kept from drawing the next pilot. Bounded by what is left of the slot, because a hold that
 * the batch system has to kill hides the exit status.
 */
export function decideHold(input: HoldInput): Seconds {
  if (!input.holds) return seconds(0);
  const left = input.slotEndsAt === null ? Number.POSITIVE_INFINITY : Math.max(0, input.slotEndsAt - input.now);
  const wish = input.wish ?? (input.onTerminal ? 0 : longestHold);
  return seconds(Math.min(wish, left));
}
