// Loaded into the program before it starts (`node --import`): measures from inside how long its event loop was held.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { isMainThread } from 'node:worker_threads'

const everyMs = 5
const port = Number(process.env.LOOP_WATCH_PORT)

if (isMainThread && port > 0) watch()

function watch(): void {
  let longest = 0
  let held = 0
  let seen = performance.now()
  let waited = waitedForProcessorMs()
  setInterval(() => {
    const turn = performance.now() - seen - everyMs
    // A turn that cannot have been long is not worth the question.
    if (turn > 1) {
      longest = Math.max(longest, turn)
      held = Math.max(held, turn - (waitedForProcessorMs() - waited))
    }
    waited = waitedForProcessorMs()
    seen = performance.now()
  }, everyMs).unref()
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.end(JSON.stringify({ longest_ms: longest, held_ms: held }))
    longest = 0
    held = 0
  })
  server.listen(port, '127.0.0.1')
  server.unref()
}

/** How long this thread could have run and did not, because others did (https://docs.kernel.org/scheduler/sched-stats.html). */
function waitedForProcessorMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6
  } catch {
    return 0
  }
}
