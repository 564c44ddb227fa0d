import { closeSync, openSync } from "node:fs";
import { err, ok } from "../model/result.ts";
import type { Read } from "./host.ts";
import { readFailureOf } from "./read-failure.ts";

/**
 * From here on what this process says, on stdout and stderr, goes to the end of this file; so it does for the program that
 * we may become, and for what is started with our streams. The file must not be there: who makes it has it for himself,
 * on every file system. `exists` is another's; then nothing has changed.
 */
export function sendOutputTo(path: string): Read<"ours" | "exists"> {
  let made: number;
  try {
    made = openSync(path, "ax", 0o600);
  } catch (error) {
    const failure = readFailureOf(error);
    return failure.what === "EEXIST" ? ok("exists") : err(failure);
  }
  try {
    for (const stream of [1, 2]) {
      closeSync(stream);
      // The lowest free number is taken, which is this one: nothing else of ours opens files meanwhile.
      if (openSync(path, "a") !== stream) return err({ code: "io", what: "another file came in between" });
    }
    return ok("ours");
  } catch (error) {
    return err(readFailureOf(error));
  } finally {
    closeSync(made);
  }
}
