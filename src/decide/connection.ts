import { type Failure, failure } from "../model/failure.ts";
import { derive, named, type Sourced } from "../model/provenance.ts";
import { err, ok, type Result } from "../model/result.ts";
import type { Settings } from "../model/settings.ts";
import { type Endpoint, endpointExpectation, parseEndpoints } from "../parse/collectors.ts";

export interface ConnectionPlan {
  /** Chosen collectors, `host:port[?sock=name]`; empty when no pool was given. */
  readonly collectors: readonly string[];
  readonly brokers: readonly string[];
  readonly derivations: Readonly<Record<string, Sourced<unknown>>>;
}

/** Chooses one collector of each group; the same `choice` chooses the same. A broken address is a failure, a missing one is not. */
export function decideConnection(settings: Settings, choice: number): Result<ConnectionPlan, Failure> {
  const collectors = chooseEndpoints("GLIDEIN_Collector", settings.GLIDEIN_Collector, choice);
  if (!collectors.ok) return collectors;
  const brokers = chooseEndpoints("GLIDEIN_CCB", settings.GLIDEIN_CCB, choice);
  if (!brokers.ok) return brokers;
  return ok({
    collectors: collectors.value,
    brokers: brokers.value.length === 0 ? collectors.value : brokers.value,
    derivations: {
      collectors: derive(
        "one collector of each group",
        [named("GLIDEIN_Collector", settings.GLIDEIN_Collector)],
        collectors.value.join(","),
      ),
    },
  });
}

/** One address of each group that a setting has; none when it is not set. */
export function chooseEndpoints(
  name: string,
  setting: Sourced<string | null>,
  choice: number,
): Result<readonly string[], Failure> {
  if (setting.value === null || setting.value.trim() === "") return ok([]);
  const groups = parseEndpoints(setting.value);
  if (!groups.ok)
    return err(
      failure("POOL_INVALID", name, groups.error.problem, `Correct the address of the pool (${name}, --pool).`, {
        expected: endpointExpectation,
      }),
    );
  return ok(
    groups.value.flatMap((alternatives) => {
      const endpoint = alternatives[choice % alternatives.length];
      return endpoint === undefined ? [] : [addressOf(endpoint, Math.floor(choice / alternatives.length))];
    }),
  );
}

function addressOf({ host, ports, socket }: Endpoint, choice: number): string {
  const port = ports.low + (choice % (ports.high - ports.low + 1));
  if (socket === null) return `${host}:${port}`;
  return `${host}:${port}?sock=${socket.name}${socket.low < 0 ? "" : socket.low + (choice % (socket.high - socket.low + 1))}`;
}
