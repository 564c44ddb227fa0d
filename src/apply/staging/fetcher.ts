import * as fs from "node:fs";
import { open } from "node:fs/promises";
import { systemCode } from "../../host/read-failure.ts";
import type { Failure } from "../../model/failure.ts";
import { err, ok, type Result } from "../../model/result.ts";
import type { Digests } from "../../parse/gwms/signature.ts";
import { sleep } from "../condor/ready.ts";
import { noSpace } from "../work-directory.ts";
import { cutShort, done, looksLikePage, type Outcome, tooLarge, unfetched, wrongContent } from "./fetch-outcome.ts";
import { fits, Meter, type ObjectCache } from "./object-cache.ts";
import { type Attempt, ask, type Reply, type Route, whyFailed } from "./web-route.ts";

/** A file of a staging area. */
export interface Wanted {
  readonly url: string;
  /** The URL without what may be a secret in it. */
  readonly shown: string;
  /** null: the format leaves it unsigned, and it is asked for past every cache. */
  readonly digests: Digests | null;
  readonly maxBytes: number;
}

export interface FetcherOptions {
  /** Ways to the server, the first is tried first. */
  readonly routes: readonly Route[];
  readonly cache: ObjectCache;
  readonly userAgent: string;
  readonly signal: AbortSignal;
  /** Requests for one file over all ways. */
  readonly attempts: number;
  /** For one request from its start to its last byte. */
  readonly totalMs: number;
  /** Requests at one time. */
  readonly parallel: number;
  /** 0 ≤ x < 1, for the jitter of waits. */
  readonly random: () => number;
}

const firstPauseMs = 300;

/** Fetches files at most once each, several at a time, verified by their digests; nothing else gets into the cache. */
export class Fetcher {
  readonly #options: FetcherOptions;
  readonly #running = new Map<string, Promise<Result<string, Failure>>>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  requests = 0;
  bytes = 0;

  constructor(options: FetcherOptions) {
    this.#options = options;
  }

  /** Path of the verified content, in the cache. */
  file(wanted: Wanted & { readonly digests: Digests }): Promise<Result<string, Failure>> {
    const key = this.#options.cache.pathOf(wanted.digests);
    let running = this.#running.get(key);
    if (running === undefined) {
      running = this.#ensure(wanted, wanted.digests).then((result) => {
        // The same content may be asked for under another name.
        if (!result.ok) this.#running.delete(key);
        return result;
      });
      this.#running.set(key, running);
    }
    return running;
  }

  /** The verified content itself, for small files; of an unsigned file what the server said. */
  async content(wanted: Wanted): Promise<Result<Buffer, Failure>> {
    const { digests } = wanted;
    if (digests === null) return this.#unsigned(wanted);
    const path = await this.file({ ...wanted, digests });
    if (!path.ok) return path;
    try {
      const bytes = fs.readFileSync(path.value);
      const meter = new Meter();
      meter.add(bytes);
      if (fits(digests, meter.measured)) return ok(bytes);
    } catch {
      // Trimmed away by another glidein in between; asked for once more below.
    }
    this.#running.delete(this.#options.cache.pathOf(digests));
    const again = await this.file({ ...wanted, digests });
    return again.ok ? ok(fs.readFileSync(again.value)) : again;
  }

  /** A content that this node has already, without asking anybody. */
  async cached(digests: Digests): Promise<Buffer | null> {
    const path = await this.#options.cache.verified(digests);
    return path === null ? null : fs.readFileSync(path);
  }

  /** Puts a content that was verified elsewhere where the next glidein finds it. */
  keep(digests: Digests, bytes: Uint8Array): void {
    this.#options.cache.keep(digests, bytes);
  }

  async #unsigned(wanted: Wanted): Promise<Result<Buffer, Failure>> {
    const chunks: Uint8Array[] = [];
    const fetched = await this.#attempts(wanted, async (reply) => {
      chunks.length = 0;
      let bytes = 0;
      for await (const chunk of reply.body) {
        bytes += chunk.length;
        if (bytes > wanted.maxBytes) return { kind: "bad", failure: tooLarge(wanted) };
        chunks.push(chunk);
      }
      if (reply.length !== null && bytes !== reply.length) return cutShort(bytes, reply.length);
      this.bytes += bytes;
      // Nothing else tells a login page from the file: no digest, and the status is 200.
      return looksLikePage(reply, Buffer.concat(chunks))
        ? { kind: "again", why: "a web page came instead of the file" }
        : done;
    });
    return fetched.ok ? ok(Buffer.concat(chunks)) : fetched;
  }

  async #ensure(wanted: Wanted, digests: Digests): Promise<Result<string, Failure>> {
    const { cache, signal } = this.#options;
    for (;;) {
      const known = await cache.verified(digests);
      if (known !== null) return ok(known);
      if (cache.claim(digests) === null) break;
      await sleep(50 + 100 * this.#options.random(), signal);
      if (signal.aborted) return err(unfetched(wanted, "stopped"));
    }
    const partial = cache.partialOf(digests);
    try {
      const fetched = await this.#attempts(wanted, (reply) => this.#store(reply, wanted, digests, partial));
      if (!fetched.ok) return fetched;
      fs.renameSync(partial, cache.pathOf(digests));
      return ok(cache.pathOf(digests));
    } catch (error) {
      return err(noSpace(cache.directory, systemCode(error) ?? "unknown error"));
    } finally {
      fs.rmSync(partial, { force: true });
      cache.release(digests);
    }
  }

  async #store(reply: Reply, wanted: Wanted, digests: Digests, partial: string): Promise<Outcome> {
    fs.rmSync(partial, { force: true });
    const target = await open(partial, "wx", 0o600);
    const meter = new Meter();
    let start = "";
    try {
      for await (const chunk of reply.body) {
        if (meter.bytes === 0) start = Buffer.from(chunk.subarray(0, 512)).toString("latin1");
        meter.add(chunk);
        if (meter.bytes > wanted.maxBytes) return { kind: "bad", failure: tooLarge(wanted) };
        await target.write(chunk);
      }
    } catch (error) {
      const code = systemCode(error);
      if (code === "ENOSPC" || code === "EDQUOT") return { kind: "bad", failure: noSpace(partial, code) };
      throw error;
    } finally {
      await target.close();
    }
    if (reply.length !== null && meter.bytes !== reply.length) return cutShort(meter.bytes, reply.length);
    this.bytes += meter.bytes;
    if (fits(digests, meter.measured)) return done;
    return {
      kind: "wrong",
      failure: wrongContent(wanted, digests, meter.measured, looksLikePage(reply, Buffer.from(start, "latin1"))),
    };
  }

  /** Every way in turn, with waits in between; a wrong content is asked for once more, past the caches on the way. */
  async #attempts(wanted: Wanted, take: (reply: Reply) => Promise<Outcome>): Promise<Result<null, Failure>> {
    const { routes, attempts, signal } = this.#options;
    let problem = unfetched(wanted, "no way to the server");
    let fresh = wanted.digests === null;
    let wrong = 0;
    const usable = [...routes];
    for (let attempt = 0; attempt < attempts && usable.length > 0; attempt += 1) {
      if (signal.aborted) return err(unfetched(wanted, "stopped"));
      const route = usable[0];
      if (route === undefined) break;
      const outcome = await this.#slot(() => this.#once(route, wanted, fresh, take));
      if (outcome.kind === "done") return ok(null);
      if (outcome.kind === "bad") return err(outcome.failure);
      if (outcome.kind === "wrong") {
        problem = outcome.failure;
        wrong += 1;
        fresh = true;
        // The server itself said the same twice, not a cache on the way to it.
        if (wrong > usable.length) break;
        if (wrong > 1) usable.shift();
        continue;
      }
      problem = unfetched(
        wanted,
        `${outcome.why}${route.proxy === null ? "" : ` (through the web proxy ${route.proxy})`}`,
      );
      // The next way is tried at once; only when there is no other is there something to wait for.
      if (usable.length > 1) usable.shift();
      else if (outcome.kind === "never") break;
      else if (attempt + 1 < attempts)
        await sleep(firstPauseMs * 2 ** attempt * (0.5 + this.#options.random()), signal);
    }
    return err(problem);
  }

  async #once(
    route: Route,
    wanted: Wanted,
    fresh: boolean,
    take: (reply: Reply) => Promise<Outcome>,
  ): Promise<Outcome> {
    this.requests += 1;
    const deadline = AbortSignal.any([this.#options.signal, AbortSignal.timeout(this.#options.totalMs)]);
    try {
      const attempt: Attempt = await ask(route, {
        url: wanted.url,
        userAgent: this.#options.userAgent,
        fresh,
        signal: deadline,
      });
      if (attempt.kind === "failed") return { kind: attempt.again ? "again" : "never", why: attempt.why };
      if (attempt.reply.length !== null && attempt.reply.length > wanted.maxBytes)
        return { kind: "bad", failure: tooLarge(wanted) };
      return await take(attempt.reply);
    } catch (error) {
      return { kind: "again", why: deadline.aborted ? "it took too long" : whyFailed(error) };
    }
  }

  async #slot<T>(action: () => Promise<T>): Promise<T> {
    if (this.#busy >= this.#options.parallel) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy += 1;
    try {
      return await action();
    } finally {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Not awaited by anybody for long: a dead peer would hold it. */
  close(): void {
    for (const { dispatcher } of this.#options.routes) void dispatcher?.destroy().catch(() => undefined);
    this.#options.cache.trim();
  }
}
