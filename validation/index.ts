import type { Check } from "../src/model/check.ts";
import { scratchSpace } from "./scratch-space.ts";

/** Every check, in the order in which results are shown. */
export const catalogue: readonly Check[] = [scratchSpace];
