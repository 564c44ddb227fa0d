import { err, ok, type Result } from "../../model/result.ts";
import { quoted } from "./quoted.ts";

/** Name of a queue, partition, account, cluster or step: one line of at most 255 printable characters. */
export function parseLabel(text: string): Result<string, string> {
  return text.length > 0 && text.length < 256 && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text)
    ? ok(text)
    : err(`expected one line of printable text with at most 255 characters, found ${quoted(text)}`);
}

/** Absolute path in a variable of the batch system, without slashes at its end. */
export function parseAbsolutePath(text: string): Result<string, string> {
  return text.startsWith("/") && text.length < 4096 && !/[\p{Cc}\p{Zl}\p{Zp}\uFFFD]/u.test(text)
    ? ok(text.replace(/\/+$/u, "") || "/")
    : err(`expected an absolute path without control characters, found ${quoted(text)}`);
}
