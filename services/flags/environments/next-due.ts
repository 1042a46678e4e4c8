/** When something is due next, so that nobody asks the database every second for nothing. */
export class Agenda {
  readonly #due = new Map<string, number>()

  set(name: string, at: number): void {
    this.#due.set(name, at)
  }

  isDue(name: string, now: number): boolean {
    return (this.#due.get(name) ?? Number.POSITIVE_INFINITY) <= now
  }
}
