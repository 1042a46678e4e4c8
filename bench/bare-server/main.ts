// The least that Node can do to answer: `node:http` with the status, headers and bytes that a request to the program answers.
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { Imitated } from './start.ts'

const { url, method, headers: asked, body }: Imitated = JSON.parse(process.argv[2] ?? '')
const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
request(url, { method, headers: asked }, resolve).on('error', reject).end(body)
const answer = await promise
const bytes = await buffer(answer)
const { date, connection, 'keep-alive': _keepAlive, ...headers } = answer.headers
const server = createServer((_request, response) => {
  response.writeHead(answer.statusCode ?? 500, headers).end(bytes)
})
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
