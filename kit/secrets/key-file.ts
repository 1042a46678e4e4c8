import { randomBytes, randomUUID } from 'node:crypto'
import { closeSync, constants, copyFileSync, fsyncSync, linkSync, openSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeFolders, removeIfThere, writeFileAtomically } from '../runtime/files.ts'
import { conflict, messageOf, unavailable } from '../service/errors.ts'
import { type Key, Keyring, keyBytes, keyOf } from './keyring.ts'

const fileName = 'installation.key'
const heading = `# The key of this Vigie installation: it opens the secrets in the databases. Keep a copy apart from the backups.
# One key a line. The first is in use; those below it only open what "vigie key rotate" has not yet encrypted anew.
`

export type KeyFile = {
  /** Absolute. */
  readonly file: string
  /** The first is in use. */
  readonly keys: readonly Key[]
  readonly ring: Keyring
  /** Just now: there was none. */
  readonly made: boolean
}

export type KeyPlace = { readonly data: string; readonly key_file?: string | undefined }

export const keyFileIn = ({ data, key_file }: KeyPlace): string => (key_file ? resolve(key_file) : join(data, fileName))

/** The keys of the installation; the first start makes one. Processes that start at once end up with the same. */
export async function openKeyFile(place: KeyPlace): Promise<KeyFile> {
  const file = keyFileIn(place)
  const made = makeKeyFile(file)
  return { ...(await readKeyFile(place)), made }
}

/** For whoever only reads: without a file there are no keys. */
export async function readKeyFile(place: KeyPlace): Promise<KeyFile> {
  const file = keyFileIn(place)
  let keys = keysIn(file)
  // Where a file cannot come into being at once with what is in it, a process beside us may just be writing.
  for (let tries = 0; keys.length === 0 && isThere(file) && tries < 20; tries++) {
    await pause(50)
    keys = keysIn(file)
  }
  if (keys.length === 0 && isThere(file)) throw badKeyFile(file, 'there is no key in it')
  return { file, keys, ring: new Keyring(keys), made: false }
}

export function writeKeyFile(file: string, keys: readonly Key[]): void {
  try {
    writeFileAtomically(file, textOf(keys))
    settle(dirname(file))
  } catch (thrown) {
    const advice = `put the new key on a line above the old one and start this again: openssl rand -base64 32`
    throw unavailable('kit.key-file-fixed', `${file} cannot be written (${messageOf(thrown)}); ${advice}`)
  }
}

export const newKey = (): Key => keyOf(randomBytes(keyBytes))

const textOf = (keys: readonly Key[]): string =>
  `${heading}${keys.map(({ bytes }) => `${bytes.toString('base64url')}\n`).join('')}`

const isThere = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined

/** Whole, or not at all, and never over another. Answers whether it was this process that made it. */
function makeKeyFile(file: string): boolean {
  if (isThere(file)) return false
  const temporary = `${file}.${randomUUID()}.tmp`
  try {
    makeFolders(dirname(file), 0o711)
    writeFileAtomically(temporary, textOf([newKey()]))
    appear(temporary, file)
    // Nothing may be encrypted with a key that a power cut could take.
    settle(dirname(file))
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw unavailable('kit.no-key-file', `no key file can be made at ${file}: ${messageOf(thrown)}`)
  } finally {
    removeIfThere(temporary)
  }
}

function appear(temporary: string, file: string): void {
  try {
    linkSync(temporary, file)
  } catch (thrown) {
    // Some file systems know no second name of a file.
    if (!['EPERM', 'ENOTSUP', 'ENOSYS'].includes((thrown as NodeJS.ErrnoException).code ?? '')) throw thrown
    copyFileSync(temporary, file, constants.COPYFILE_EXCL)
  }
}

function settle(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

function keysIn(file: string): Key[] {
  const lines = textIn(file)
    .split('\n')
    .map((line, index) => ({ text: line.trim(), number: index + 1 }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'))
  return lines.map(({ text, number }) => keyFrom(text) ?? refuse(file, number))
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw badKeyFile(file, messageOf(thrown))
  }
}

/** 32 bytes, in base64 of either alphabet or in hexadecimal: also as `openssl rand` writes them. */
function keyFrom(text: string): Key | undefined {
  if (/^[0-9a-f]{64}$/i.test(text)) return keyOf(Buffer.from(text, 'hex'))
  if (!/^[\w+/-]{43}=?$/.test(text)) return undefined
  return keyOf(Buffer.from(text, 'base64'))
}

function refuse(file: string, line: number): never {
  // What stands there may be half of a key: it is not repeated.
  throw badKeyFile(file, `line ${line} is no key: it needs 32 random bytes in base64 or hexadecimal`)
}

const badKeyFile = (file: string, why: string) => conflict('kit.bad-key-file', `the key file ${file}: ${why}`)
