import { createServer, type Socket } from 'node:net'
import type { Manner, Order } from './protocol.ts'

// A process of its own, so that what the target costs is not charged to the program that is measured. It reads just
// enough HTTP to answer `GET /?i=<service>`: with node:http it would need as much processor time as the program itself.

const good = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nok'
const bad = 'HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nno'

const host = process.argv[2] ?? '127.0.0.1'

let manner: Manner = 'ok'
const manners = new Map<number, Manner>()
let share = 0
const failedLast = new Set<number>()
const counts = { requests: 0, failed: 0 }
const perService = new Map<number, number>()
const firstAt = new Map<number, number>()
const sockets = new Set<Socket>()

const server = createServer({ noDelay: true }, socket => {
  let head = ''
  sockets.add(socket)
  socket.setEncoding('latin1')
  socket.on('error', () => socket.destroy())
  socket.on('close', () => sockets.delete(socket))
  socket.on('data', chunk => {
    head += String(chunk)
    for (let end = head.indexOf('\r\n\r\n'); end !== -1; end = head.indexOf('\r\n\r\n')) {
      answer(socket, head.slice(0, head.indexOf('\r\n')))
      head = head.slice(end + 4)
    }
  })
})

function answer(socket: Socket, requestLine: string): void {
  const service = Number(/[?&]i=(\d+)/.exec(requestLine)?.[1] ?? -1)
  counts.requests += 1
  perService.set(service, (perService.get(service) ?? 0) + 1)
  if (!firstAt.has(service)) firstAt.set(service, Date.now())
  const how = manners.get(service) ?? manner
  if (how === 'hanging') return
  const fails = how === 'failing' || failsSingly(service)
  if (fails) counts.failed += 1
  socket.write(fails ? bad : good)
}

function failsSingly(service: number): boolean {
  if (share === 0 || failedLast.delete(service) || Math.random() >= share) return false
  failedLast.add(service)
  return true
}

async function obey(order: Order): Promise<void> {
  if (order.kind === 'behave') {
    if (!order.services) {
      manner = order.manner
      manners.clear()
    }
    for (const service of order.services ?? []) manners.set(service, order.manner)
  }
  if (order.kind === 'fail-singly') share = order.share
  if (order.kind === 'forget') {
    counts.requests = 0
    counts.failed = 0
    perService.clear()
    firstAt.clear()
  }
  if (order.kind === 'listen' && order.on !== server.listening) await (order.on ? listen(port) : close())
}

function listen(at: number): Promise<void> {
  return new Promise(resolve => server.listen({ port: at, host, backlog: 4096 }, resolve))
}

function close(): Promise<void> {
  for (const socket of sockets) socket.destroy()
  return new Promise(resolve => server.close(() => resolve()))
}

let port = 0
await listen(0)
const address = server.address()
if (typeof address === 'object' && address) port = address.port
process.send?.({ port })
process.on('message', async (order: Order) => {
  await obey(order)
  const told = { ...counts, per_service: Object.fromEntries(perService), first_at: Object.fromEntries(firstAt) }
  process.send?.(order.kind === 'count' ? { port, counts: told } : { port })
})
process.on('disconnect', () => process.exit())
