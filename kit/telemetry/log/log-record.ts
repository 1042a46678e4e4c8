import { crc32 } from 'node:zlib'
import { ByteReader, ByteWriter } from '../format/bytes.ts'

/** What one commit adds to the log: samples of many series, numbered from `first` on, in the order of their arrival. */
export type LogRecord = {
  readonly first: number
  readonly ids: readonly number[]
  readonly times: readonly number[]
  readonly values: readonly number[]
}

/** Found again behind damage by this beginning: the four bytes are in no place by chance and followed by the right sum. */
const mark = 0x56_54_4c_31
const headBytes = 12

/** The mark, the length, the sum of length and content, the content. */
export function encodeRecord({ first, ids, times, values }: LogRecord): Uint8Array<ArrayBuffer> {
  const content = new ByteWriter(64 + ids.length * 12)
  content.whole(first)
  content.whole(ids.length)
  let [id, at] = [0, 0]
  for (let index = 0; index < ids.length; index++) {
    content.signed((ids[index] ?? 0) - id)
    content.signed((times[index] ?? 0) - at)
    id = ids[index] ?? 0
    at = times[index] ?? 0
  }
  for (const value of values) content.number(value)
  const bytes = content.take()
  const record = new Uint8Array(headBytes + bytes.length)
  const view = new DataView(record.buffer)
  view.setUint32(0, mark)
  view.setUint32(4, bytes.length)
  record.set(bytes, headBytes)
  view.setUint32(8, sumOf(record))
  return record
}

/** All that can be read, in its order; whatever lies between is passed over, and shows as a gap in the numbers. */
export function* readRecords(bytes: Uint8Array): Generator<LogRecord> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const beginning = Buffer.alloc(4)
  beginning.writeUInt32BE(mark)
  const search = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at + headBytes <= bytes.length; ) {
    const end = at + headBytes + view.getUint32(at + 4)
    const isWhole = view.getUint32(at) === mark && end <= bytes.length
    if (isWhole && view.getUint32(at + 8) === sumOf(bytes.subarray(at, end))) {
      yield decodeContent(bytes.subarray(at + headBytes, end))
      at = end
    } else {
      const next = search.indexOf(beginning, at + 1)
      if (next < 0) return
      at = next
    }
  }
}

const sumOf = (record: Uint8Array): number => crc32(record.subarray(headBytes), crc32(record.subarray(4, 8)))

function decodeContent(bytes: Uint8Array): LogRecord {
  const from = new ByteReader(bytes)
  const first = from.whole()
  const count = from.whole()
  const ids: number[] = []
  const times: number[] = []
  const values: number[] = []
  let [id, at] = [0, 0]
  for (let index = 0; index < count; index++) {
    id += from.signed()
    at += from.signed()
    ids.push(id)
    times.push(at)
  }
  for (let index = 0; index < count; index++) values.push(from.number())
  return { first, ids, times, values }
}
