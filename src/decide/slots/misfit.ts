import type { LayoutProblem } from "../../parse/slots/layout.ts";
import type { Reservation } from "./reservation.ts";

/** A resource that does not fit into what the glidein has; reported like an error in the text, with its place. */
export const misfit = ({ item }: Reservation, problem: string, expected: string): LayoutProblem => ({
  item: item.item,
  character: item.character,
  problem: `${item.name} does not fit: ${problem}`,
  expected,
});
