// Generated cases are the same in every run, so that a change is judged by what it changed and not by luck. Others are
// looked for on purpose: GLIDEIN_TEST_SEED=random, or a number to see a failure again.
import fc from "fast-check";

const wanted = process.env["GLIDEIN_TEST_SEED"];
export const seed = wanted === "random" ? Date.now() % 1_000_000_000 : Number(wanted ?? 20_261_123);
fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
