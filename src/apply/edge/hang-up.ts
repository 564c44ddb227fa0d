import type { Duplex } from "node:stream";

/** For a client to read what was still on its way, and to hang up as well. */
const patienceMs = 5000;

/**
 * Ends a connection with what is still to be said. Each end of a TCP connection closes for itself, so one that does not
 * hang up would be kept for ever, and without a token, too: it is cut off after a while.
 */
export function hangUp(client: Duplex, last?: string, ms = patienceMs): void {
  const timer = setTimeout(() => client.destroy(), ms);
  client.once("close", () => clearTimeout(timer));
  // What it still says is read, since unread bytes would make the kernel take back what we said.
  client.resume();
  // It may be ended already, and an empty text would be written after that.
  if (last === undefined) client.end();
  else client.end(last);
}
