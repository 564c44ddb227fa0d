import { isObject } from "./shape.ts";

/** What somebody on the node wants of a running glidein. */
export interface ControlRequest {
  readonly what: "drain" | "stop";
  /** Who, and why, as they said it: for the log and the slots' ads. */
  readonly by: string;
}

const longest = 200;

export const writeControlRequest = (request: ControlRequest): string =>
  `${JSON.stringify({ schema: "glidein.request/1", ...request })}\n`;

/** null when it is no whole request. */
export function parseControlRequest(text: string): ControlRequest | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(value) || value["schema"] !== "glidein.request/1" || typeof value["by"] !== "string") return null;
  const { what } = value;
  if (what !== "drain" && what !== "stop") return null;
  return { what, by: value["by"].replaceAll(/\p{Cc}/gu, " ").slice(0, longest) };
}
