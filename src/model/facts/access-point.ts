/** An access point of the pool that is reached by a broker (CCB) alone, as the collector knew it when the pool was asked. */
export interface BrokeredAccessPoint {
  readonly name: string;
  /** HOST:PORT of the brokers, any of which leads to it; what follows is HTCondor's own. */
  readonly brokers: readonly string[];
  /** Whether one of them answers who has no credential; null: none of them answers. */
  readonly open: boolean | null;
}
