/** When leases and roll-outs are due next, so that nobody asks the database every second for nothing. */
export class NextDue {
  leases = Number.POSITIVE_INFINITY
  rollouts = Number.POSITIVE_INFINITY

  /** What other processes have planned is carried out by whoever is there then. */
  setAll(at: number): void {
    this.leases = at
    this.rollouts = at
  }
}
