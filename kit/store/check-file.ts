import { closeSync, existsSync, openSync, readdirSync, readSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { damaged, noFile } from './sqlite/failure.ts'

/** What SQLite keeps beside a database. */
const companions = ['', '-wal', '-shm'] as const
const walMagics = [0x377f0682, 0x377f0683]

/**
 * What SQLite itself would take for sound and silently start without: a database of size zero among others that have
 * something, and a log of changes whose head is broken, for it would be left out with all that is in it. And what is no
 * file at all: a folder is told without a name, and a pipe would be waited for without end.
 */
export function checkFile(file: string): void {
  for (const companion of companions) requireFile(`${file}${companion}`)
  if (isEmptied(file)) throw damaged(file, new Error('the file is empty'))
  const log = `${file}-wal`
  if (!hasSoundLog(log)) throw damaged(log, new Error('its head is not that of a write-ahead log'))
}

function requireFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found && !found.isFile()) throw noFile(path)
}

function isEmptied(file: string): boolean {
  if (!existsSync(file) || statSync(file).size > 0) return false
  const others = readdirSync(dirname(file)).filter(name => name.endsWith('.db') && name !== basename(file))
  return sizeOf(`${file}-wal`) > 0 || others.some(name => sizeOf(join(dirname(file), name)) > 0)
}

/** Of a first start that was cut off, no file has anything in it yet. */
const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)

/** https://www.sqlite.org/fileformat2.html#walformat */
function hasSoundLog(log: string): boolean {
  if (sizeOf(log) === 0) return true
  const head = Buffer.alloc(32)
  const opened = openSync(log, 'r')
  try {
    // A shorter one was cut off before anything was in it.
    if (readSync(opened, head, 0, head.length, 0) < head.length) return true
  } finally {
    closeSync(opened)
  }
  // All zero: the file was made longer, and the power went before its head was written.
  return head.every(byte => byte === 0) || (walMagics.includes(head.readUInt32BE(0)) && hasRightSum(head))
}

/** The last eight bytes are the checksum of the others, in the byte order that the last bit of the magic number says. */
function hasRightSum(head: Buffer): boolean {
  const big = (head.readUInt32BE(0) & 1) === 1
  const word = (at: number) => (big ? head.readUInt32BE(at) : head.readUInt32LE(at))
  let [first, second] = [0, 0]
  for (let at = 0; at < 24; at += 8) {
    first = (first + word(at) + second) >>> 0
    second = (second + word(at + 4) + first) >>> 0
  }
  return head.readUInt32BE(24) === first && head.readUInt32BE(28) === second
}

const aside = /\.damaged-\d+$/

/** Moves it out of the way, under a name that says why; of those that lie there already none is kept. Answers the name. */
export function setAside(file: string, now: number): string {
  const folder = dirname(file)
  const older = readdirSync(folder).filter(name => name.startsWith(basename(file)) && aside.test(name))
  for (const name of older) rmSync(join(folder, name), { recursive: true, force: true })
  const ending = `.damaged-${Math.round(now)}`
  for (const companion of companions) {
    if (existsSync(`${file}${companion}`)) renameSync(`${file}${companion}`, `${file}${companion}${ending}`)
  }
  return `${basename(file)}${ending}`
}
