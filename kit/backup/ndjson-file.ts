import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream, fchmodSync, openSync, renameSync, rmSync } from 'node:fs'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'

const blockLength = 65_536

export type WriteLine = (line: string) => Promise<void>

/** Compressed, for the owner's eyes only, and under its name only when it is whole and on the disk. */
export async function writeLineFile(file: string, write: (line: WriteLine) => Promise<void>): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`
  const gzip = createGzip()
  const handle = openSync(temporary, 'wx', 0o600)
  fchmodSync(handle, 0o600)
  const written = pipeline(gzip, createWriteStream(temporary, { fd: handle, flush: true }))
  // Whatever happens to the disk is thrown below; until then nobody waits for it.
  written.catch(() => undefined)
  try {
    await inBlocks(gzip, write)
    gzip.end()
    await written
    renameSync(temporary, file)
  } catch (thrown) {
    gzip.destroy()
    await written.catch(() => undefined)
    rmSync(temporary, { force: true })
    throw thrown
  }
}

async function inBlocks(stream: Writable, write: (line: WriteLine) => Promise<void>): Promise<void> {
  let block = ''
  const flush = async (): Promise<void> => {
    if (stream.errored) throw stream.errored
    const flows = stream.write(block)
    block = ''
    if (!flows) await once(stream, 'drain')
  }
  await write(async line => {
    block += `${line}\n`
    if (block.length >= blockLength) await flush()
  })
  await flush()
}

/** What a file may hold in all, against what it takes packed: far above every real one, far below what fills a disk. */
const unpackedFree = 64 * 1_048_576
const unpackedRatio = 300
const lineAtMost = 32 * 1_048_576

/** A file that would unpack to more than any of ours. */
export class UnpacksTooFar extends Error {}

/** `seen` is told how many bytes of the file have been read. Throws what the disk or the compression says. */
export async function* readLineFile(file: string, seen: (bytes: number) => void): AsyncGenerator<string> {
  const source = createReadStream(file)
  let bytes = 0
  let unpacked = 0
  source.on('data', chunk => {
    bytes += chunk.length
  })
  const text = source.pipe(createGunzip())
  source.on('error', failure => text.destroy(failure))
  text.setEncoding('utf8')
  const line = new LineParts()
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      unpacked += chunk.length
      if (unpacked > unpackedFree + unpackedRatio * bytes)
        throw new UnpacksTooFar('it unpacks to far more than it holds')
      yield* line.take(chunk)
      seen(bytes)
    }
  } finally {
    source.destroy()
  }
  yield* line.end()
}

/** Joined only when its end has come: joining at every chunk would copy a long line a thousand times. */
class LineParts {
  #parts: string[] = []
  #length = 0

  /** The lines that end in it. */
  take(chunk: string): string[] {
    const parts = chunk.split('\n')
    const rest = parts.pop() ?? ''
    const lines = parts.map(part => {
      this.#add(part)
      return this.#join()
    })
    this.#add(rest)
    return lines
  }

  /** The last one, which has no end. */
  end(): string[] {
    return this.#length > 0 ? [this.#join()] : []
  }

  #add(part: string): void {
    this.#length += part.length
    if (this.#length > lineAtMost) throw new UnpacksTooFar('one of its lines is longer than any of ours')
    this.#parts.push(part)
  }

  #join(): string {
    const line = this.#parts.join('')
    this.#parts = []
    this.#length = 0
    return line
  }
}
