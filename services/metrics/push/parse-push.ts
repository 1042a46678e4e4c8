import { gunzipSync } from 'node:zlib'
import { type JsonOrder, parseJsonPoints } from './json-points.ts'
import { type LineOrder, type Parsed, parseLines } from './line-protocol.ts'

type Unpacking = { readonly bytes: Uint8Array; readonly gzip: boolean; readonly mostBytes: number }

export type PushOrder = Unpacking &
  (
    | { readonly form: 'lines'; readonly order: Omit<LineOrder, 'text'> }
    | { readonly form: 'json'; readonly order: Omit<JsonOrder, 'value'> }
  )

export type PushResult = Parsed | { readonly failed: 'not-gzip' | 'not-json' | 'no-points'; readonly problem?: string }

/** What a body says, whatever it is: nothing in it is an exception. */
export function parsePush(push: PushOrder): PushResult {
  const text = unpacked(push)
  if (text === null) return { failed: 'not-gzip' }
  if (push.form === 'lines') return parseLines({ ...push.order, text })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (thrown) {
    return { failed: 'not-json', problem: String((thrown as Error).message).slice(0, 200) }
  }
  return parseJsonPoints({ ...push.order, value }) ?? { failed: 'no-points' }
}

function unpacked({ bytes, gzip, mostBytes }: Unpacking): string | null {
  if (!gzip) return new TextDecoder().decode(bytes)
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes }).toString()
  } catch {
    return null
  }
}
