import { createHmac, timingSafeEqual } from "node:crypto";

// Both sides of a relay know one key and never show it: somebody who takes the port of an edge that is down learns
// nothing from the requests that come, and cannot answer them. A proof is good for one request line and a short time.

/** What a request is proven for. `time` is epoch seconds. */
export interface RelayRequest {
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
}

export interface RelayProof {
  readonly time: number;
  /** 16–64 letters and digits, never used twice. */
  readonly nonce: string;
}

/** Seconds by which the clocks of node and edge may differ. */
export const longestSkew = 600;

/** Whether nobody can guess it: a file that is empty, or was cut short, would let everybody in, and anybody answer. */
export const isRelayKey = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/u.test(text);

const scheme = "Glidein";
const maxHeader = 256;

const mac = (key: string, ...parts: readonly (string | number)[]): string =>
  createHmac("sha256", key).update(parts.join("\n")).digest("base64url");

/** The value of `Proxy-Authorization`. */
export const proveRequest = (key: string, { method, target }: RelayRequest, { time, nonce }: RelayProof): string =>
  `${scheme} ${time}.${nonce}.${mac(key, "request", method, target, time, nonce)}`;

/** The value of `Glidein-Relay` in the answer: whoever answers knows the key, too. */
export const proveAnswer = (key: string, nonce: string): string => mac(key, "answer", nonce);

export type Judgement =
  | { readonly good: true; readonly nonce: string }
  | { readonly good: false; readonly why: string };

/** Whether this request comes from somebody who knows the key. `now` is epoch seconds. */
export function judgeRequest(key: string, request: RelayRequest, header: string | undefined, now: number): Judgement {
  if (header === undefined) return { good: false, why: "the request has no proof of a token" };
  const [, time = "", nonce = "", given = ""] =
    header.length > maxHeader
      ? []
      : (/^Glidein ([0-9]{1,12})\.([A-Za-z0-9]{16,64})\.([A-Za-z0-9_-]{43})$/u.exec(header) ?? []);
  if (given === "") return { good: false, why: "the proof of a token cannot be read" };
  if (!same(given, mac(key, "request", request.method, request.target, time, nonce)))
    return { good: false, why: "the token is not the one of this edge, or is no longer valid" };
  const skew = Math.round(Number(time) - now);
  if (Math.abs(skew) > longestSkew)
    return { good: false, why: `the clock of the client differs by ${Math.abs(skew)} s from the one of the edge` };
  return { good: true, nonce };
}

/** Whether an answer is the edge's. */
export const isAnswerOf = (key: string, nonce: string, header: unknown): boolean =>
  typeof header === "string" && same(header, proveAnswer(key, nonce));

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
