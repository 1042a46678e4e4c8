// Loaded into the program before it starts (`node --import`): measures from inside how long its event loop was kept.
import { createServer } from 'node:net'
import { isMainThread } from 'node:worker_threads'

const everyMs = 5
const port = Number(process.env.LOOP_WATCH_PORT)

if (isMainThread && port > 0) watch()

function watch(): void {
  let longest = 0
  let busiest = 0
  let seen = performance.now()
  let used = process.threadCpuUsage()
  setInterval(() => {
    const now = performance.now()
    // On a machine that does other things too a turn may come late; what this thread itself worked meanwhile is ours.
    const { user, system } = process.threadCpuUsage(used)
    longest = Math.max(longest, now - seen - everyMs)
    busiest = Math.max(busiest, Math.min((user + system) / 1_000, now - seen))
    seen = now
    used = process.threadCpuUsage()
  }, everyMs).unref()
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    socket.end(JSON.stringify({ longest_ms: longest, busiest_ms: busiest }))
    longest = 0
    busiest = 0
  })
  server.listen(port, '127.0.0.1')
  server.unref()
}
