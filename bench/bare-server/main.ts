// The least that Node can do to send a page: `node:http` with the bytes and the headers that the address given to it answers.
import { createServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
get(process.argv[2] ?? '', { headers: { 'accept-encoding': process.argv[3] } }, resolve).on('error', reject)
const answer = await promise
const bytes = await buffer(answer)
const { date, connection, 'keep-alive': _keepAlive, ...headers } = answer.headers
const server = createServer((_request, response) => {
  response.writeHead(200, headers).end(bytes)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
