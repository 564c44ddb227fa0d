import { type Failure, failure } from "../../model/failure.ts";
import type { Digests } from "../../parse/gwms/signature.ts";
import type { Measured } from "./object-cache.ts";
import type { Reply } from "./web-route.ts";

interface Shown {
  readonly shown: string;
}

/** What came of one request for a file. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "again" | "never"; readonly why: string }
  /** The server's word was heard, and it is not the file. */
  | { readonly kind: "wrong"; readonly failure: Failure }
  | { readonly kind: "bad"; readonly failure: Failure };

export const done: Outcome = { kind: "done" };
export const cutShort = (bytes: number, length: number): Outcome => ({
  kind: "again",
  why: `the body ended after ${bytes} of ${length} bytes`,
});

export const looksLikePage = ({ type }: Reply, start: Buffer): boolean =>
  /^\s*(?:<!doctype html|<html)/iu.test(start.subarray(0, 512).toString("latin1")) || /^text\/html/iu.test(type);

export const unfetched = (wanted: Shown, why: string): Failure =>
  failure(
    "FETCH_FAILED",
    wanted.shown,
    `could not be fetched: ${why}`,
    "Check that the node reaches this server (firewall, web proxy) and that the file is published there.",
  );

export const tooLarge = (wanted: Shown & { readonly maxBytes: number }): Failure =>
  failure(
    "FETCH_FAILED",
    wanted.shown,
    `the answer is larger than ${wanted.maxBytes} bytes`,
    "Check the URL; files of its kind are far smaller.",
  );

/**
 * Another content than the signed one. A web page in its place is the word of a login page or of a web proxy on the way:
 * the server was not reached, and nobody changed the file.
 */
export const wrongContent = (wanted: Shown, digests: Digests, found: Measured, page: boolean): Failure =>
  page && !/\.html?$/iu.test(wanted.shown)
    ? unfetched(wanted, "a web page came instead of the file, such as a login page or an error of a web proxy")
    : failure(
        "DIGEST_MISMATCH",
        wanted.shown,
        `its digest is ${digests.sha256 === undefined ? found.sha1 : found.sha256}, not the signed one`,
        "Publish the staging area anew, all of its files together; on the way to the node, look for a web proxy that changes or mixes up files.",
        { expected: digests.sha256 ?? digests.sha1 ?? "" },
      );
