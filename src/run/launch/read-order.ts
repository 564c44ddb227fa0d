import type { Host } from "../../host/host.ts";
import { type LaunchOrder, launchSystems } from "../../model/launch.ts";
import { err, ok, type Result } from "../../model/result.ts";
import { isObject, list, nullable, number, object, text, word } from "../../parse/shape.ts";
import { orderFile } from "./rank-files.ts";

const maxBytes = 32 * 1_048_576;

/** The order of a launch, from the directory that all its nodes see. */
export async function readOrder(host: Host, directory: string): Promise<Result<LaunchOrder, string>> {
  const read = await host.readText(orderFile(directory), maxBytes);
  if (!read.ok) return err(`${orderFile(directory)}: ${read.error.what}`);
  let value: unknown;
  try {
    value = JSON.parse(read.value);
  } catch {
    return err(`${orderFile(directory)} is not whole`);
  }
  return isOrder(value) ? ok(value) : err(`${orderFile(directory)} is no order of a launch of this version`);
}

/** We wrote it; what is looked at is whether its parts are there. */
const isOrder = (value: unknown): value is LaunchOrder => isObject(value) && outline(value, "") === null;

const outline = object({
  schema: word("glidein.launch-order/1"),
  id: text,
  directory: text,
  cwd: text,
  system: word(...launchSystems, "none"),
  hosts: nullable(list(text)),
  nodes: number,
  perNode: number,
  spread: number,
  seed: nullable(number),
  settings: object({}),
  env: object({}),
});
