import { join } from "node:path";

/** Two files of a rank in the directory of its launch, while it lives; one writer each. */
export const rankLog = (directory: string, rank: number): string => join(directory, `rank-${padded(rank)}.log`);
export const rankReport = (directory: string, rank: number): string => join(directory, `rank-${padded(rank)}.json`);
export const launcherLog = (directory: string): string => join(directory, "launcher.log");
export const orderFile = (directory: string): string => join(directory, "order.json");
/** What is removed at the end. */
export const stageDirectory = (directory: string): string => join(directory, "stage");
/** Marks the processes of a launch on every node. */
export const launchMark = "GLIDEIN_LAUNCH_DIRECTORY";

const padded = (rank: number): string => String(rank).padStart(5, "0");
