// Loaded into the program before it starts (`node --import`): measures from inside how long its event loop was held.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { isMainThread } from 'node:worker_threads'

const everyMs = 5
const port = Number(process.env.LOOP_WATCH_PORT)

if (isMainThread && port > 0) watch()

function watch(): void {
  const most = { longest_ms: 0, held_ms: 0, worked_ms: 0 }
  let seen = performance.now()
  let before = threadTimes()
  setInterval(() => {
    const now = threadTimes()
    const turn = performance.now() - seen - everyMs
    most.longest_ms = Math.max(most.longest_ms, turn)
    most.held_ms = Math.max(most.held_ms, turn - (now.waited_ms - before.waited_ms))
    most.worked_ms = Math.max(most.worked_ms, now.worked_ms - before.worked_ms)
    before = now
    seen = performance.now()
  }, everyMs).unref()
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.end(JSON.stringify(most))
    Object.assign(most, { longest_ms: 0, held_ms: 0, worked_ms: 0 })
  })
  server.listen(port, '127.0.0.1')
  server.unref()
}

/** Of this thread: on a processor, and able to run while others did (https://docs.kernel.org/scheduler/sched-stats.html). */
function threadTimes(): { readonly worked_ms: number; readonly waited_ms: number } {
  const [worked = 0, waited = 0] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ').map(Number)
  return { worked_ms: worked / 1e6, waited_ms: waited / 1e6 }
}
