/** One command with its options and the words behind them; the value is the exit status. */
export type Action = (options: Record<string, unknown>, names: readonly string[]) => Promise<number>;

/** Makes of an action what the command line's parser calls. */
export type Perform = (action: Action) => (...given: unknown[]) => Promise<void>;
