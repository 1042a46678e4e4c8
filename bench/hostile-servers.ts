import { readFileSync } from 'node:fs'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createNet, type Server, type Socket } from 'node:net'
import { join } from 'node:path'

export type HostileServers = {
  readonly url: (name: HostileName) => string
  stop(): Promise<void>
}

export type HostileName =
  | 'expired'
  | 'selfSigned'
  | 'wrongHost'
  | 'redirectLoop'
  | 'endlessBody'
  | 'slowLoris'
  | 'headerBomb'
  | 'silent'
  | 'garbage'
  | 'sixOnly'

export const certificates = join(import.meta.dirname, '..', 'services', 'monitor', 'probes', 'fixtures')

/** Everything that a target may do to whoever looks at it. Each on a port of its own, all on this machine. */
export async function startHostileServers(): Promise<HostileServers> {
  const sockets = new Set<Socket>()
  const servers = new Map<HostileName, { server: Server; url: string }>()
  const add = async (name: HostileName, server: Server, scheme = 'http', host = '127.0.0.1') => {
    server.on('connection', socket => {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => sockets.delete(socket))
    })
    const port = await listen(server, host)
    servers.set(name, { server, url: `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}/` })
  }
  await add('expired', secure('expired'), 'https')
  await add('selfSigned', secure('self-signed'), 'https')
  await add('wrongHost', secure('wrong-host'), 'https')
  const loop: RequestListener = (request, response) =>
    response.writeHead(302, { location: request.url === '/' ? '/again' : '/' }).end()
  await add('redirectLoop', createHttp(loop))
  await add('endlessBody', createNet(endlessBody))
  await add('slowLoris', createNet(slowLoris))
  await add('headerBomb', createNet(headerBomb))
  await add(
    'silent',
    createNet(() => {}),
  )
  await add(
    'garbage',
    createNet(socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
  )
  await add(
    'sixOnly',
    createHttp((_request, response) => response.end('ok')),
    'http',
    '::1',
  )
  return {
    url: name => servers.get(name)?.url ?? '',
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await Promise.all([...servers.values()].map(({ server }) => new Promise(resolve => server.close(resolve))))
    },
  }
}

function secure(name: string): Server {
  const read = (ending: string) => readFileSync(join(certificates, `${name}.${ending}`))
  return createHttps({ key: read('key'), cert: read('pem') }, (_request, response) => response.end('ok'))
}

const chunk = Buffer.alloc(65_536, 'x')
const endless = 10_000_000_000

/** Says that ten gigabytes follow, and sends as fast as they are taken. */
function endlessBody(socket: Socket): void {
  socket.once('data', () => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${endless}\r\n\r\n`)
    pump(socket, () => chunk)
  })
}

function headerBomb(socket: Socket): void {
  let number = 0
  socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\r\n')
    pump(socket, () => `x-${number++}: ${'y'.repeat(8_000)}\r\n`)
  })
}

function slowLoris(socket: Socket): void {
  const text = `HTTP/1.1 200 OK\r\nx-slow: ${'z'.repeat(10_000)}`
  let sent = 0
  socket.once('data', () => {
    const timer = setInterval(() => socket.write(text[sent++] ?? 'z'), 100)
    socket.on('close', () => clearInterval(timer))
  })
}

function pump(socket: Socket, next: () => string | Buffer): void {
  const push = () => {
    while (!socket.destroyed && socket.write(next()));
  }
  socket.on('drain', push)
  push()
}

function listen(server: Server, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : 0)
    })
  })
}
