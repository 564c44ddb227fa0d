import { err, ok, type Result } from "../model/result.ts";

/** Where HTCondor comes from, as `--condor` says it. */
export type CondorSource =
  | { readonly kind: "auto" }
  /** A release directory or a tarball; which of them, the node tells. */
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "url"; readonly url: string; readonly sha256: string };

export const condorSourceExpectation =
  "auto, an absolute path of a directory or tarball, or https://HOST/PATH#sha256=DIGEST";

/** Refuses a URL without a digest: what is downloaded is run, so it must be known beforehand. */
export function parseCondorSource(text: string): Result<CondorSource, { readonly problem: string }> {
  if (text === "auto") return ok({ kind: "auto" });
  if (/^https?:\/\//u.test(text)) {
    const match = /^([^#]+)#sha256=([0-9a-fA-F]{64})$/u.exec(text);
    if (match?.[1] === undefined || match[2] === undefined)
      return err({ problem: "the URL has no #sha256= digest of 64 hexadecimal digits" });
    if (!URL.canParse(match[1])) return err({ problem: "it is not a URL" });
    return ok({ kind: "url", url: match[1], sha256: match[2].toLowerCase() });
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//iu.test(text)) return err({ problem: "only http and https URLs can be fetched" });
  return text === "" ? err({ problem: "it is empty" }) : ok({ kind: "path", path: text });
}
