/** What some work costs, in milliseconds of a processor: on a busy machine the clock says nothing. */
export function cpuTime(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
