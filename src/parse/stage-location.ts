import { err, ok, type Result } from "../model/result.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { readUrl, urlBelow } from "./url.ts";

/** A file of a staging area, on a web server or on a file system that the nodes share. */
export interface StagedFile {
  readonly kind: "web" | "shared";
  /** A URL that may hold a secret, or an absolute path. */
  readonly text: string;
  /** For everyone. */
  readonly display: string;
  /** A file beside this one. */
  readonly beside: (name: string) => Result<StagedFile, Refusal>;
}

const longestPath = 4096;

/** `https://HOST/PATH`, `file:///PATH` or `/PATH`; what is behind `file://` is the path itself, with `%` as `%25`. */
export function readStageLocation(text: string): Result<StagedFile, Refusal> {
  if (text.startsWith("/")) return shared(text);
  if (/^file:\/\//iu.test(text)) {
    const path = text.slice("file://".length);
    const expected = "file:///PATH, with three slashes and each % as %25";
    try {
      return path.startsWith("/")
        ? shared(decodeURIComponent(path))
        : err(refusal("", "a file URL with a host", expected));
    } catch {
      return err(refusal("", "a percent sign that is not written as %XX", expected));
    }
  }
  return web(text);
}

function web(text: string): Result<StagedFile, Refusal> {
  const url = readUrl(text);
  if (!url.ok) return url;
  const { text: whole, display } = url.value;
  const beside = (name: string): Result<StagedFile, Refusal> => {
    const directory = readUrl(whole.replace(/\/[^/?]*(?=\?|$)/u, "/"));
    const below = directory.ok ? urlBelow(directory.value, name) : directory;
    return below.ok ? web(below.value.text) : below;
  };
  return ok({ kind: "web", text: whole, display, beside });
}

function shared(path: string): Result<StagedFile, Refusal> {
  if (path.length > longestPath || path.includes("\0"))
    return err(refusal("", "a path that no file system has", `at most ${longestPath} characters and no NUL`));
  const beside = (name: string): Result<StagedFile, Refusal> =>
    name === "" || name === "." || name === ".." || name.includes("/")
      ? err(refusal("", "not the name of one file", "a name without a slash"))
      : shared(`${path.slice(0, path.lastIndexOf("/"))}/${name}`);
  return ok({ kind: "shared", text: path, display: path, beside });
}
