/** Remembers when the next maintenance begins or ends, so that looking costs nothing while none does. */
export class MaintenanceAgenda {
  /** null: nothing is planned; undefined: not known. */
  #next: string | null | undefined

  isDue(now: string): boolean {
    return this.#next === undefined || (this.#next !== null && this.#next <= now)
  }

  plan(next: string | null): void {
    this.#next = next
  }

  forget(): void {
    this.#next = undefined
  }
}
