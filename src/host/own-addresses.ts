import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { err, ok, type Result } from "../model/result.ts";
import { systemCode } from "./read-failure.ts";

/** Addresses of this host at which others may reach it: no loopback, no link-local ones. */
export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((one) => one ?? [])
    .filter(({ internal, address }) => !internal && !/^(?:fe80:|169\.254\.)/iu.test(address))
    .map(({ address }) => address);
}

/** A port that is free at this address now (0: any), or why not. */
export function tryPort(host: string, port: number): Promise<Result<number, string>> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve(err(systemCode(error) ?? error.message)));
    server.listen({ host, port }, () => {
      const address = server.address();
      const taken = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve(ok(taken)));
    });
  });
}
