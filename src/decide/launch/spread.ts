/** Up to so many glideins start at once unless somebody says otherwise. */
const fewEnough = 8;
const secondsEach = 0.1;
const mostSeconds = 120;

/** Time over which the starts are spread. */
export const decideSpread = (tasks: number, setting: number | null): number =>
  setting ?? (tasks <= fewEnough ? 0 : Math.min(mostSeconds, tasks * secondsEach));

/** How long a rank waits before it begins: evenly spaced, the same for the same seed, another first one for another seed. */
export function delayOfRank(rank: number, tasks: number, spread: number, seed: number | null): number {
  const place = (rank + (seed ?? 0)) % tasks;
  return (spread * place) / tasks;
}
