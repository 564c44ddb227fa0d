import { connect } from "node:net";
import type { SocketAddress } from "../../parse/edge/socket-address.ts";

const connectMs = 4000;

/** Whether a TCP connection to somebody is possible from here. */
export function tryReach(to: SocketAddress): Promise<{ readonly reachable: boolean; readonly why: string }> {
  return new Promise((resolve) => {
    const socket = connect({ ...to, timeout: connectMs });
    const end = (reachable: boolean, why: string): void => {
      socket.destroy();
      resolve({ reachable, why });
    };
    socket.once("timeout", () => end(false, `no connection within ${connectMs / 1000} s`));
    socket.once("connect", () => end(true, ""));
    socket.once("error", (error: NodeJS.ErrnoException) => end(false, error.code ?? "no connection"));
  });
}
