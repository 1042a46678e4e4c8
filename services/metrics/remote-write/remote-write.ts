import { lazyRequire } from '../../../kit/runtime/lazy-require.ts'
import type { Sample } from '../../../kit/telemetry/series/sample.ts'
import { type Metadata, readWriteRequest, TooMany, type WriteRequest, writeWriteRequest } from './write-request.ts'

const snappy = lazyRequire<typeof import('snappy')>('snappy')

export type Malformed = { readonly malformed: 'not-snappy' | 'too-large' | 'not-protobuf' | 'too-many' }

/** Decompressed. */
export const mostBytes = 16 << 20

/** The body of a remote write request. What is not one is no exception, since anybody may send it. */
export function decodeRemoteWrite(body: Uint8Array): WriteRequest | Malformed {
  const length = decompressedLength(body)
  if (length === null) return { malformed: 'not-snappy' }
  if (length > mostBytes) return { malformed: 'too-large' }
  const plain = decompressed(body)
  if (!plain) return { malformed: 'not-snappy' }
  try {
    return readWriteRequest(plain)
  } catch (thrown) {
    return { malformed: thrown instanceof TooMany ? 'too-many' : 'not-protobuf' }
  }
}

export function encodeRemoteWrite(samples: readonly Sample[], metadata: readonly Metadata[] = []): Buffer {
  // A copy, since the library's memory cannot be handed to a thread.
  return Buffer.from(snappy().compressSync(Buffer.from(writeWriteRequest(samples, metadata))))
}

/** As the first bytes claim it; the library would take so much memory before it looked further. */
function decompressedLength(body: Uint8Array): number | null {
  let length = 0
  for (const [at, byte] of body.subarray(0, 5).entries()) {
    length += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return length
  }
  return null
}

function decompressed(body: Uint8Array): Buffer | null {
  try {
    return Buffer.from(snappy().uncompressSync(Buffer.from(body), { asBuffer: true }))
  } catch {
    return null
  }
}
