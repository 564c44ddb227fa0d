import type { Emit } from "../model/event.ts";
import type { ClassicRequest } from "../run/classic/classic-request.ts";
import type { Output } from "./output.ts";
import { eventAsText } from "./render-event.ts";

/** Where a pilot says what a GlideinWMS factory looks for. */
export const factoryLog =
  (output: Output): ClassicRequest["say"] =>
  (stream, text) =>
    stream === "stdout" ? output.result(text) : output.say(text);

/** Events as lines among it; the checks' findings are there already, and progress is for people on a terminal. */
export const factoryEvents =
  (output: Output): Emit =>
  (event) => {
    if (event.event !== "finding" && event.event !== "progress") output.say(`${eventAsText(event)}\n`);
  };
