import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import { Refusal } from '../service/errors.ts'
import type { Answer, Order } from './task.ts'

/** Makes the file that calls it a task: it does one piece of work after the other for as long as the pool keeps it. */
export function serveTask<Input, Output>(run: (input: Input) => Output | Promise<Output>): void {
  serve<Input>(async input => ({ value: await run(input) }))
}

/** For results so large that taking them over at once would keep the event loop: the next part is made when it is asked for. */
export function serveParts<Input, Part>(run: (input: Input) => Iterable<Part>): void {
  serve<Input>(async input => {
    for (const part of run(input)) {
      parentPort?.postMessage({ part } satisfies Answer<Part>)
      if (parentPort) await once(parentPort, 'message')
    }
    return { value: undefined }
  })
}

function serve<Input>(answer: (input: Input) => Promise<Answer<unknown>>): void {
  const port = parentPort
  port?.on('message', async (order: Order) => {
    if ('more' in order) return
    port.postMessage(await answer(order.input as Input).catch(failureOf))
  })
}

function failureOf(thrown: unknown): Answer<never> {
  if (!(thrown instanceof Refusal)) return { failed: String((thrown as Error)?.stack ?? thrown) }
  const { kind, code, message, fields, detail_i18n } = thrown
  return { refused: { kind, code, message, fields, detail_i18n } }
}
