import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FunctionSpec } from '../stack/stack.ts'
import { nodeLanguages } from '../stack/stack.ts'

/** What the folder of a function says that it needs. */
export type WantedPackages = {
  readonly kind: 'npm' | 'pip'
  /** Of everything that decides what is installed. */
  readonly hash: string
  readonly names: readonly string[]
  /** The file that an installer is given: names with versions, and nothing that would run code of a stranger. */
  readonly manifest: string
  /** Of npm: the exact versions, if the folder says them. */
  readonly lock: string | undefined
  /** Those that are no name with a version: addresses, folders, switches of the installer. */
  readonly refused: readonly string[]
}

/** Undefined: it needs nothing, or brings it along. */
export function wantedPackages({ folder, lang }: Pick<FunctionSpec, 'folder' | 'lang'>): WantedPackages | undefined {
  const wanted = nodeLanguages.includes(lang) ? ofNode(folder) : ofPython(folder)
  return wanted && wanted.names.length + wanted.refused.length > 0 ? wanted : undefined
}

/** `requests[socks] >=2,<3 ; python_version > "3.9"`. Source: PEP 508, without addresses. */
const requirement =
  /^(?<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?:\[[\w\s,.-]*\])?\s*(?:\(?[<>=!~][^;@]*\)?)?\s*(?:;.*)?$/

function ofPython(folder: string): WantedPackages | undefined {
  const file = join(folder, 'requirements.txt')
  if (!existsSync(file)) return undefined
  const all = readFileSync(file, 'utf8')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map(line => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter(line => line !== '')
    // Hashes follow a requirement as switches of their own.
    .map(line => line.replace(/\s+--hash=\S+/g, ''))
  const lines = all.filter(line => requirement.test(line))
  const names = lines.map(line => requirement.exec(line)?.groups?.name ?? line)
  const refused = all.filter(line => !requirement.test(line))
  const manifest = lines.join('\n')
  return { kind: 'pip', hash: hashOf('pip', manifest), names, manifest, lock: undefined, refused }
}

/** `^1.2.3`, `1.x || >=2`, `latest`; no `git+https:`, `file:`, `user/repository`. Source: npm, package.json, dependencies. */
const range = /^[\w.*^~<>=| -]*$/

function ofNode(folder: string): WantedPackages | undefined {
  const file = join(folder, 'package.json')
  if (!existsSync(file) || existsSync(join(folder, 'node_modules'))) return undefined
  const { dependencies = {}, devDependencies = {} } = packageIn(readFileSync(file, 'utf8'))
  const isPlain = ([, version]: readonly [string, unknown]) => typeof version === 'string' && range.test(version)
  const all = Object.entries(dependencies)
  const plain = all.filter(isPlain)
  const lockFile = join(folder, 'package-lock.json')
  const lock = existsSync(lockFile) ? readFileSync(lockFile, 'utf8') : undefined
  const foreign = lock && /"resolved":\s*"(?!https:\/\/)[^"]*"/.exec(lock)?.[0]
  // What a lock was made of has to be all there, also what is not installed.
  const described = { private: true, dependencies: Object.fromEntries(plain), ...(lock ? { devDependencies } : {}) }
  const manifest = JSON.stringify(described)
  return {
    kind: 'npm',
    names: plain.map(([name]) => name),
    manifest,
    hash: hashOf('npm', manifest, lock ?? ''),
    lock,
    refused: [...all.filter(one => !isPlain(one)).map(([name]) => name), ...(foreign ? [foreign] : [])],
  }
}

type Package = { readonly [Key in 'dependencies' | 'devDependencies']?: Readonly<Record<string, unknown>> }

function packageIn(text: string): Package {
  try {
    return JSON.parse(text) as Package
  } catch {
    return {}
  }
}

const hashOf = (...parts: readonly string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
