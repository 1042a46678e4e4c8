import { type Message, say, together } from '../../../contracts/messages/words.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import {
  type Adapter,
  type Answer,
  type Document,
  type Reading,
  reading,
  Unreadable,
} from '../adapters/reading/adapter.ts'
import { earliestOf, latestOf } from '../adapters/reading/fields.ts'
import { worst } from '../state/snapshot.ts'

export type Read =
  | { readonly reading: Reading; readonly unknown_words: readonly string[] }
  | { readonly unreadable: Message }

/**
 * What documents say, or why they cannot be read. Never throws: a provider that sends something nobody thought of makes
 * its status unknown and nothing else.
 */
export function readDocuments(adapter: Adapter, documents: readonly Document[], now: number): Read {
  const [first, ...others] = documents
  if (!first) return { unreadable: say('provider.nothing-fetched') }
  return attempt(unknownWord => adapter.read([first, ...others], { now, unknownWord }))
}

/** For a target whose answer is its status; undefined for all others. */
export function readAnswer({ readAnswer }: Adapter, answer: Answer): Read | undefined {
  return readAnswer && attempt(() => readAnswer(answer))
}

function attempt(read: (unknownWord: (word: string) => void) => Reading): Read {
  const words = new Set<string>()
  try {
    return { reading: read(word => words.add(word)), unknown_words: [...words].slice(0, 20) }
  } catch (thrown) {
    return {
      unreadable:
        thrown instanceof Unreadable ? thrown.reason : say('provider.unreadable', { problem: messageOf(thrown) }),
    }
  }
}

/** Several pages of one provider: what one of them does not tell, the others do not make up for. */
export function joined(reads: readonly Read[]): Read {
  const [only] = reads
  if (only && reads.length === 1) return only
  const readings = reads.flatMap(read => ('reading' in read ? [read.reading] : []))
  const failures = reads.flatMap(read => ('unreadable' in read ? [read.unreadable] : []))
  const [first] = readings
  if (!first) return { unreadable: failures.length > 0 ? together(failures) : say('provider.nothing-fetched') }
  const stated = readings.flatMap(one => one.stated ?? [])
  return {
    reading: reading({
      decided_by: readings.some(one => one.decided_by === 'components') ? 'components' : 'incidents',
      stated: stated.length === readings.length ? worst(stated) : null,
      source_updated_at: latestOf(...readings.map(one => one.source_updated_at)),
      components: readings.flatMap(one => one.components),
      incidents: readings.flatMap(one => one.incidents),
      maintenances: readings.flatMap(one => one.maintenances),
      regions: readings.flatMap(one => one.regions),
      expires_at: earliestOf(...readings.map(one => one.expires_at)),
      guessed: readings.some(one => one.guessed),
      partial: failures.length > 0,
      doubts: [...readings.flatMap(one => one.doubts), ...failures],
    }),
    unknown_words: reads.flatMap(read => ('unknown_words' in read ? read.unknown_words : [])),
  }
}
