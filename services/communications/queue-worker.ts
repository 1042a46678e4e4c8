import type { Clock, Timer } from '../../kit/clock.ts'

/** What is under way when the program stops may take this long. */
const graceMs = 2_000

/** Works off one queue, a step at a time, and sleeps when nothing waits. */
export class QueueWorker {
  readonly #clock: Clock
  /** Answers whether there may be more to do. */
  readonly #step: () => Promise<boolean>
  readonly #abandoned = new AbortController()
  #ending = false
  #running: Promise<void> | undefined
  #woken = false
  #pause: { readonly timer: Timer; readonly end: () => void } | undefined
  /** It rests only because nothing is due, which need not hold for what is new. */
  #holding = false

  constructor(clock: Clock, step: () => Promise<boolean>) {
    this.#clock = clock
    this.#step = step
  }

  /** The program stops: nothing more is begun. */
  get ending(): boolean {
    return this.#ending
  }

  /** The program has waited long enough for what is under way. */
  get abandoned(): AbortSignal {
    return this.#abandoned.signal
  }

  /** Something new may wait. */
  wake(): void {
    this.#woken = true
    if (this.#holding) this.#pause?.end()
    if (this.#running || this.#ending) return
    this.#running = this.#run().finally(() => {
      this.#running = undefined
      if (this.#woken) this.wake()
    })
  }

  /** Whatever it rests for is over. */
  hurry(): void {
    this.#pause?.end()
    this.wake()
  }

  /** Until the time is over or somebody hurries. */
  rest(ms: number): Promise<void> {
    if (this.#ending) return Promise.resolve()
    return new Promise(resolve => {
      const end = () => {
        this.#pause?.timer.cancel()
        this.#pause = undefined
        resolve()
      }
      this.#pause = { timer: this.#clock.after(ms, end), end }
    })
  }

  /** The same, or until something new waits. */
  async hold(ms: number): Promise<void> {
    if (this.#woken) return
    this.#holding = true
    await this.rest(ms)
    this.#holding = false
  }

  /** Begins nothing more. What is under way has a moment to end; otherwise it is done again at the next start. */
  async stop(): Promise<void> {
    this.#ending = true
    this.#pause?.end()
    const timer = this.#clock.after(graceMs, () => this.#abandoned.abort())
    await this.#running
    timer.cancel()
  }

  async #run(): Promise<void> {
    while (this.#woken && !this.#ending) {
      do {
        this.#woken = false
      } while (!this.#ending && (await this.#step()))
    }
  }
}
