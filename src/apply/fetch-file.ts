import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Transform, type TransformCallback } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Dispatcher } from "undici";
import type { Actor } from "../host/actor.ts";
import { giveUp } from "../host/give-up.ts";
import { systemCode } from "../host/read-failure.ts";
import { timeoutSlackMs, webDispatcher } from "../host/web-dispatcher.ts";
import type { RelayAccess } from "../model/edge.ts";
import { type Failure, failure } from "../model/failure.ts";
import { err, ok, type Result } from "../model/result.ts";
import { redactSecrets } from "../parse/redact.ts";
import { isPassing } from "./passing-status.ts";
import { noSpace } from "./work-directory.ts";

export interface FetchFileRequest {
  readonly url: string;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly to: string;
  readonly maxBytes: number;
  /** No byte for this long, or the headers later than this: the attempt failed. */
  readonly stallMs: number;
  /** For one attempt altogether. */
  readonly attemptMs: number;
  readonly attempts: number;
  readonly proxy?: string;
  /** Beside Node's and the system's certificates of authorities: those in this directory. */
  readonly caDirectory: string;
  /** Relay of an edge instead of a web proxy. */
  readonly relay?: RelayAccess;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number | null) => void;
  /** Waits between attempts; given by the caller so that a stop signal can end it. */
  readonly pause: (ms: number) => Promise<void>;
}

const maxRedirects = 5;

type Attempt =
  | { readonly kind: "done" }
  | { readonly kind: "fatal"; readonly failure: Failure }
  | { readonly kind: "again"; readonly why: string };

/** Downloads one file whose digest is known; nothing is kept under its name that has another digest. */
export async function fetchFile(actor: Actor, request: FetchFileRequest): Promise<Result<null, Failure>> {
  const shown = redactSecrets(request.url);
  let why = "";
  for (let attempt = 1; attempt <= request.attempts; attempt += 1) {
    const outcome = await tryOnce(request, shown);
    if (outcome.kind === "done") return ok(null);
    actor.removeTree(request.to);
    if (outcome.kind === "fatal") return err(outcome.failure);
    why = outcome.why;
    if (request.signal?.aborted === true) break;
    // Doubled each time, so that a server in trouble is not pressed by every pilot of a site at once.
    if (attempt < request.attempts) await request.pause(500 * 2 ** attempt);
  }
  return err(
    failure(
      "FETCH_FAILED",
      shown,
      `could not be fetched: ${why}`,
      "Check that the node reaches this server (firewall, web proxy) and that the URL is right.",
      {
        detail: `${request.attempts} attempts`,
      },
    ),
  );
}

async function tryOnce(request: FetchFileRequest, shown: string): Promise<Attempt> {
  // A peer that sends a byte now and then never stalls; the whole attempt has an end, too.
  const deadline = AbortSignal.timeout(request.attemptMs);
  const signal = request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]);
  try {
    return await download(request, shown, signal);
  } catch (error) {
    if (deadline.aborted) return { kind: "again", why: `not complete within ${request.attemptMs / 1000} s` };
    return errorOutcome(error, request, shown);
  }
}

async function download(request: FetchFileRequest, shown: string, signal: AbortSignal): Promise<Attempt> {
  const { request: send } = await import("undici");
  const { relay, proxy, stallMs, caDirectory } = request;
  const agent = await webDispatcher({ relay, proxy, stallMs, caDirectory, https: request.url.startsWith("https:") });
  try {
    const ask = (url: string): Promise<Dispatcher.ResponseData> =>
      giveUp(
        send(url, { dispatcher: agent, signal, headers: { "user-agent": "glidein" } }),
        AbortSignal.any([signal, AbortSignal.timeout(stallMs + timeoutSlackMs)]),
      );
    let url = request.url;
    let response = await ask(url);
    // Wherever it leads: what comes has the digest that was asked for, or is not kept.
    for (let redirects = 0; redirects < maxRedirects; redirects += 1) {
      const next = redirectTarget(url, response);
      if (next === null) break;
      await response.body.dump();
      url = next;
      response = await ask(url);
    }
    if (response.statusCode !== 200) return statusOutcome(response.statusCode, shown);
    const length = Number(response.headers["content-length"] ?? Number.NaN);
    const total = Number.isSafeInteger(length) ? length : null;
    const meter = new Meter(request, total);
    const file = createWriteStream(request.to, { mode: 0o600 });
    try {
      await pipeline(response.body, meter, file, { signal });
    } catch (error) {
      // A full disk also ends the answer early, and either of the two errors may come first; the disk's is the cause.
      throw file.errored ?? error;
    }
    if (total !== null && meter.done !== total)
      return { kind: "again", why: `the body ended after ${meter.done} of ${total} bytes` };
    const digest = meter.hash.digest("hex");
    return digest === request.sha256
      ? { kind: "done" }
      : { kind: "fatal", failure: wrongDigest(shown, request.sha256, digest, meter.done) };
  } finally {
    // Not awaited: a dead peer would hold it.
    void agent.destroy().catch(() => undefined);
  }
}

function redirectTarget(from: string, { statusCode, headers }: Dispatcher.ResponseData): string | null {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(statusCode) || typeof location !== "string") return null;
  const target = URL.parse(location, from);
  return target !== null && /^https?:$/u.test(target.protocol) ? target.href : null;
}

/** Counts and digests what passes, and lets no more pass than is allowed. */
class Meter extends Transform {
  readonly hash = createHash("sha256");
  done = 0;
  readonly #request: FetchFileRequest;
  readonly #total: number | null;

  constructor(request: FetchFileRequest, total: number | null) {
    super();
    this.#request = request;
    this.#total = total;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, pass: TransformCallback): void {
    this.done += chunk.length;
    if (this.done > this.#request.maxBytes) {
      pass(new TooLarge());
      return;
    }
    this.hash.update(chunk);
    this.#request.onProgress?.(this.done, this.#total);
    pass(null, chunk);
  }
}

class TooLarge extends Error {}

function statusOutcome(status: number, shown: string): Attempt {
  if (isPassing(status)) return { kind: "again", why: `HTTP status ${status}` };
  return {
    kind: "fatal",
    failure: failure(
      "FETCH_FAILED",
      shown,
      `the server answered with HTTP status ${status}`,
      "Check the URL, and that the file is published there.",
      { expected: "status 200" },
    ),
  };
}

function errorOutcome(error: unknown, request: FetchFileRequest, shown: string): Attempt {
  if (error instanceof TooLarge) {
    return {
      kind: "fatal",
      failure: failure(
        "ARCHIVE_REFUSED",
        shown,
        `the file is larger than ${request.maxBytes} bytes`,
        "Check the URL; an HTCondor release is far smaller.",
      ),
    };
  }
  const code = systemCode(error) ?? (error instanceof Error ? error.message.slice(0, 120) : "unknown error");
  if (code === "ENOSPC" || code === "EDQUOT") return { kind: "fatal", failure: noSpace(request.to, code) };
  return { kind: "again", why: code };
}

export const wrongDigest = (shown: string, expected: string, found: string, bytes: number): Failure =>
  failure(
    "DIGEST_MISMATCH",
    shown,
    `its SHA-256 is ${found} (${bytes} bytes), not the one that was asked for`,
    "Check that the digest belongs to this file; a web proxy's or login page's answer has another digest too.",
    {
      expected,
    },
  );
