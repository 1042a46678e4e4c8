import { Readable } from 'node:stream'
import { turnOfOthers } from '../runtime/loop-turns.ts'
import { Reply } from '../service/service.ts'

/**
 * An answer that may be longer than memory should hold. Its first part is made before anything is sent, so that a refusal
 * keeps its status; the next one when the client has taken what was sent. A client that goes away ends the making. What goes
 * wrong later cuts the connection: a file that lacks its end must not look whole.
 */
export async function streamReply(parts: AsyncIterable<string>, headers: Record<string, string>): Promise<Reply> {
  const source = parts[Symbol.asyncIterator]()
  let first: IteratorResult<string> | undefined = await inTurn(() => source.next())
  const next = async (): Promise<string | null> => {
    for (;;) {
      const { done, value } = first ?? (await inTurn(() => source.next()))
      first = undefined
      if (done) return null
      // Of nothing a stream does not go on.
      if (value !== '') return value
    }
  }
  const stream: Readable = new Readable({
    read: () => {
      next().then(
        part => stream.push(part),
        failure => stream.destroy(failure),
      )
    },
    destroy: (failure, done) => {
      Promise.resolve(source.return?.()).then(
        () => done(failure),
        ended => done(failure ?? ended),
      )
    },
  })
  return new Reply(stream, headers)
}

let last: Promise<unknown> = Promise.resolve()

/** However many long answers are under way: whoever asks something short waits for one part of one of them. */
function inTurn<T>(make: () => Promise<T>): Promise<T> {
  const mine = last.then(() => turnOfOthers()).then(make)
  last = mine.catch(() => undefined)
  return mine
}

/** `JSON.stringify(all, null, 2)` and a line break, of things that come page after page. */
export async function* jsonArray(pages: AsyncIterable<readonly unknown[]>): AsyncGenerator<string, void, undefined> {
  let before = '[\n  '
  for await (const page of pages) {
    const texts = page.map(one => JSON.stringify(one, null, 2).replaceAll('\n', '\n  '))
    yield before + texts.join(',\n  ')
    before = ',\n  '
  }
  yield before.startsWith('[') ? '[]\n' : '\n]\n'
}
