import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import { nearest } from '../service/validation-message.ts'
import { didYouMean, type Problem } from './problem.ts'

export type FoundFile = {
  /** As people wrote it, for messages. */
  readonly name: string
  readonly absolute: string
  readonly text: string
  readonly warnings: readonly Problem[]
}

const names = ['vigie.yaml', 'config.yaml'] as const

/** The file that was asked for, else the first of the usual names; null when there is none of those. */
export function findFile(
  directory: string,
  file: string | undefined,
): FoundFile | { readonly problem: Problem } | null {
  const usual = names.filter(name => existsSync(join(directory, name)))
  const name = file ?? usual[0]
  if (name === undefined) return null
  const absolute = resolve(directory, name)
  try {
    const text = decode(readFileSync(absolute))
    if (typeof text !== 'string') return { problem: { place: `${name}:${text.line}`, ...notUtf8 } }
    const warnings = file === undefined && usual[1] ? [ignored(usual[1], name)] : []
    return { name, absolute, text, warnings }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const hint = code === 'ENOENT' ? didYouMean(neighbour(absolute)) : undefined
    const message = reasons[String(code)] ?? say('config.file-unreadable')
    return { problem: { place: `${name}:1`, message, hint } }
  }
}

/** A file that somebody surely wants read, when none of the usual names is there. */
export function overlookedFile(directory: string): Problem[] {
  return ['vigie.yml', 'config.yml']
    .filter(name => existsSync(join(directory, name)))
    .map(name => ({
      place: `${name}:1`,
      message: say('config.not-read'),
      hint: say('config.name-it', { name: name.replace('yml', 'yaml') }),
    }))
}

const reasons: Readonly<Record<string, Message>> = {
  ENOENT: say('config.no-file'),
  ENOTDIR: say('config.no-file'),
  EACCES: say('config.file-forbidden'),
  EISDIR: say('config.folder'),
}

const notUtf8 = { message: say('config.not-utf8'), hint: say('config.save-utf8') }

const ignored = (name: string, read: string): Problem => ({
  place: `${name}:1`,
  message: say('config.not-read-beside', { name: read }),
})

function decode(bytes: Buffer): string | { readonly line: number } {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    return decoder.decode(bytes)
  } catch {
    // An editor's ISO-8859-1: the replacement characters show where.
    const before = bytes.toString('utf8').split('�')[0] ?? ''
    return { line: before.split('\n').length }
  }
}

function neighbour(absolute: string): string | undefined {
  const folder = dirname(absolute)
  if (!existsSync(folder)) return undefined
  const files = readdirSync(folder).filter(name => /\.ya?ml$/.test(name))
  return nearest(absolute.slice(folder.length + 1), files)
}
