/**
 * Whether a reason only says that a recorded node has no answer to this question. Facts keep reasons as sentences; this
 * one must never become an alarm about the node.
 */
export const saysNotRecorded = (why: string): boolean =>
  /not recorded in this tree|(?:on|for) a recorded node/u.test(why);
