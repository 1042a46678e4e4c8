import { streamReply } from '../../../kit/http/stream-reply.ts'
import type { Reply } from '../../../kit/service/service.ts'
import type { LoadedEnvironment } from '../environments/flag-cache.ts'

const partLength = 65_536

/** What `importFlags` takes to make the same environment somewhere else; up to thousands of flags, so it is sent part by part. */
export function exportFlags(loaded: LoadedEnvironment): Promise<Reply> {
  return streamReply(partsOf(loaded), {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  })
}

async function* partsOf({ environment, flags, segments }: LoadedEnvironment): AsyncGenerator<string, void, undefined> {
  const extra = Object.entries(environment.extra ?? {}).map(entry => `${memberOf(entry)},`)
  yield `{${extra.join('')}"flags":{`
  yield* members(flags, ({ definition }) => definition)
  yield '}'
  if (segments.size > 0) {
    yield ',"$evaluators":{'
    yield* members(segments, ({ rule }) => rule)
    yield '}'
  }
  yield environment.metadata ? `,${memberOf(['metadata', environment.metadata])}}` : '}'
}

function* members<Thing>(things: ReadonlyMap<string, Thing>, shown: (thing: Thing) => unknown): Generator<string> {
  let part = ''
  let before = ''
  for (const [key, thing] of things) {
    part += before + memberOf([key, shown(thing)])
    before = ','
    if (part.length < partLength) continue
    yield part
    part = ''
  }
  yield part
}

const memberOf = ([name, value]: readonly [string, unknown]): string =>
  `${JSON.stringify(name)}:${JSON.stringify(value)}`
