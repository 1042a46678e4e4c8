import { createSocket } from 'node:dgram'

/** Answers of one name: the data of each record, or a failure code of RFC 1035 (2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED). */
type Zone = Readonly<Record<string, readonly Buffer[] | number>>

export type NameServer = { readonly port: number; readonly address: string; stop(): Promise<void> }

/** A name server that speaks DNS over UDP. `zone` is keyed `name TYPE`; what is not in it is never answered. */
export async function nameServer(zone: Zone): Promise<NameServer> {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const { name, type, end } = questionOf(query)
    const answer = zone[`${name} ${typeNames[type] ?? type}`]
    if (answer !== undefined) socket.send(reply(query, end, answer), from.port, from.address)
  })
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
  const { port } = socket.address()
  return { port, address: `127.0.0.1:${port}`, stop: () => new Promise(resolve => socket.close(() => resolve())) }
}

const typeNames: Readonly<Record<number, string>> = {
  1: 'A',
  2: 'NS',
  5: 'CNAME',
  15: 'MX',
  16: 'TXT',
  28: 'AAAA',
  33: 'SRV',
  257: 'CAA',
}

/** Data of records, as on the wire. */
export const record = {
  address: (text: string) => Buffer.from(text.split('.').map(Number)),
  address6: (groups: readonly number[]) => Buffer.from(groups.flatMap(group => [group >> 8, group & 255])),
  name: (name: string) => encoded(name),
  text: (...parts: string[]) => Buffer.concat(parts.flatMap(part => [Buffer.from([part.length]), Buffer.from(part)])),
  exchange: (priority: number, name: string) => Buffer.concat([numbers(priority), encoded(name)]),
  service: (priority: number, weight: number, [port, name]: [number, string]) =>
    Buffer.concat([numbers(priority, weight, port), encoded(name)]),
  authority: (tag: string, value: string) =>
    Buffer.concat([Buffer.from([0, tag.length]), Buffer.from(tag), Buffer.from(value)]),
}

function numbers(...values: number[]): Buffer {
  return Buffer.from(values.flatMap(value => [value >> 8, value & 255]))
}

function encoded(name: string): Buffer {
  const labels = name.split('.').map(label => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]))
  return Buffer.concat([...labels, Buffer.from([0])])
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 }
}

function reply(query: Buffer, end: number, answer: readonly Buffer[] | number): Buffer {
  const failure = typeof answer === 'number' ? answer : 0
  const records = typeof answer === 'number' ? [] : answer
  const header = Buffer.concat([
    query.subarray(0, 2),
    Buffer.from([0x81, 0x80 | failure]),
    numbers(1, records.length, 0, 0),
  ])
  const question = query.subarray(12, end)
  const type = query.subarray(end - 4, end - 2)
  // 0xc00c: the name of the question; class IN, an hour to live.
  const lines = records.map(data =>
    Buffer.concat([Buffer.from([0xc0, 0x0c]), type, numbers(1, 0, 3_600, data.length), data]),
  )
  return Buffer.concat([header, question, ...lines])
}
