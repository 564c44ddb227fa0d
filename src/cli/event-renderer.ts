import type { CommandLine } from "../cli.ts";
import type { Event } from "../model/event.ts";
import { eventAsJson, eventAsText } from "./render-event.ts";

/** For people on a terminal (stderr), one JSON document a line in a pipe (stdout); a failure is said to people in either. */
export function renderer({ output }: Pick<CommandLine, "output">, form: unknown): (event: Event) => void {
  const text = form === "text" || (form === "auto" && output.stdoutIsTerminal);
  return (event) => {
    if (text) output.say(`${new Date().toISOString().slice(11, 19)} ${eventAsText(event)}`);
    else {
      output.result(eventAsJson(event, Date.now() / 1000));
      if (event.event === "failed") output.say(`glidein: ${eventAsText(event)}`);
    }
  };
}
