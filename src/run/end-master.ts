import type { Master } from "../apply/condor/master.ts";

const fastMs = 10_000;
const sweepMs = 25_000;

/**
 * Ends HTCondor where nobody supervises it any more, which is after a bug of ours; after an ordinary end there is nothing
 * to do. The value is what could not be ended: the work directory then stays, because it is in use.
 */
export async function endMaster(master: Master): Promise<readonly string[]> {
  master.signal("SIGQUIT");
  if (!(await endsWithin(master, fastMs))) {
    master.signal("SIGUSR1");
    await endsWithin(master, sweepMs);
  }
  return master.leftovers() ? ["processes that could not be killed"] : [];
}

async function endsWithin(master: Master, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const ended = await Promise.race([master.exited.then(() => true), late]);
  clearTimeout(timer);
  return ended;
}
