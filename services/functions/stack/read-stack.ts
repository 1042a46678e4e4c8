import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { isMapping } from '../../../kit/config/schema/json-schema.ts'
import { readAnyYaml } from '../../../kit/config/yaml/read-yaml.ts'
import { Places } from '../../../kit/config/yaml/source-positions.ts'
import { envsubst } from './envsubst.ts'
import type { Finding, FunctionSpec, Resources, Stack } from './stack.ts'

type Variables = Readonly<Record<string, string | undefined>>
type Path = readonly (string | number)[]
type Mapping = Readonly<Record<string, unknown>>

const topKeys = new Set(['version', 'provider', 'functions', 'configuration'])
const functionKeys = new Set([
  ...[
    'lang',
    'handler',
    'image',
    'fprocess',
    'environment',
    'environment_file',
    'secrets',
    'skip_build',
    'constraints',
  ],
  ...['labels', 'annotations', 'limits', 'requests', 'readonly_root_filesystem', 'build_options', 'build_args'],
  ...['build_secrets', 'namespace', 'platforms'],
])
/** What people write beside `annotations` and mean as annotations. */
const annotationKeys = new Set(['schedule', 'topic', 'topics', 'cron'])
const dnsLabel = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** All files of a stack; a function that two of them describe is an error in the second one. Never throws. */
export function readStack(files: readonly string[], variables: Variables): Stack {
  const stacks = files.map(file => new StackReader(file, variables).read())
  const functions = new Map<string, FunctionSpec>()
  const findings = stacks.flatMap(stack => stack.findings)
  for (const spec of stacks.flatMap(stack => stack.functions)) {
    const { name, file, line } = spec
    const other = functions.get(name)
    if (other) {
      const message = say('functions.lint.twice', { name, place: `${other.file}:${other.line}` })
      findings.push({ file, line, severity: 'error', message, mend: say('functions.mend.twice') })
    } else functions.set(name, spec)
  }
  return { functions: [...functions.values()], findings }
}

class StackReader {
  readonly #file: string
  readonly #variables: Variables
  readonly #findings: Finding[] = []
  #places = new Places(null, { at: 1 })

  constructor(file: string, variables: Variables) {
    this.#file = file
    this.#variables = variables
  }

  read(): Stack {
    const functions = this.#functions(this.#value())
    return { functions, findings: this.#findings }
  }

  #value(): unknown {
    let text: string
    try {
      text = readFileSync(this.#file, 'utf8')
    } catch {
      this.#report([], 'error', say('functions.lint.no-file'), say('functions.mend.no-file'))
      return undefined
    }
    const { value, written, mistakes } = readAnyYaml(envsubst(text, this.#variables))
    this.#places = new Places(null, written)
    for (const { line, message, hint } of mistakes) {
      const mend = hint ?? say('functions.mend.yaml')
      this.#findings.push({ file: this.#file, line, severity: 'error', message, mend })
    }
    return value
  }

  #functions(value: unknown): FunctionSpec[] {
    if (value === undefined) return []
    if (!isMapping(value)) {
      this.#report([], 'error', say('functions.lint.no-functions'), say('functions.mend.no-functions'))
      return []
    }
    for (const key of Object.keys(value)) {
      if (!topKeys.has(key)) this.#report([key], 'warning', say('functions.lint.unknown-top', { key }), moved(key))
    }
    const { provider, functions } = value
    const provider_name = isMapping(provider) ? provider.name : undefined
    if (provider_name !== 'openfaas') {
      this.#report(['provider'], 'error', say('functions.lint.provider'), say('functions.mend.provider'))
    }
    if (!isMapping(functions) || Object.keys(functions).length === 0) {
      this.#report(['functions'], 'error', say('functions.lint.no-functions'), say('functions.mend.no-functions'))
      return []
    }
    return Object.entries(functions).flatMap(([name, described]) => this.#function(name, described))
  }

  #function(name: string, described: unknown): FunctionSpec[] {
    const path = ['functions', name]
    if (!dnsLabel.test(name)) {
      this.#report(path, 'error', say('functions.lint.name', { name }), say('functions.mend.name'))
    }
    if (!isMapping(described)) {
      this.#report(path, 'error', say('functions.lint.no-handler', { name }), say('functions.mend.no-handler'))
      return []
    }
    for (const key of Object.keys(described)) {
      if (functionKeys.has(key)) continue
      this.#report([...path, key], 'warning', say('functions.lint.unknown-key', { key, name }), moved(key))
    }
    const { lang, handler } = described
    if (typeof lang !== 'string' || typeof handler !== 'string') {
      this.#report(path, 'error', say('functions.lint.no-handler', { name }), say('functions.mend.no-handler'))
      return []
    }
    return [
      {
        name,
        lang: lang.toLowerCase(),
        folder: join(dirname(this.#file), handler),
        image: textOf(described.image),
        fprocess: textOf(described.fprocess),
        environment: {
          ...this.#texts([...path, 'environment'], described.environment),
          ...this.#files(path, described),
        },
        secrets: this.#list([...path, 'secrets'], described.secrets),
        labels: this.#texts([...path, 'labels'], described.labels),
        annotations: this.#texts([...path, 'annotations'], described.annotations),
        limits: resourcesOf(described.limits),
        requests: resourcesOf(described.requests),
        readonly_root_filesystem: described.readonly_root_filesystem === true,
        file: this.#file,
        line: this.#line(path),
      },
    ]
  }

  /** A number or a switch is the text that it was written as, as in a Go map of texts. */
  #texts(path: Path, value: unknown): Record<string, string> {
    if (value === undefined || value === null) return {}
    if (!isMapping(value)) {
      this.#report(
        path,
        'error',
        say('functions.lint.no-mapping', { key: String(path.at(-1)) }),
        say('functions.mend.no-mapping'),
      )
      return {}
    }
    const texts: Record<string, string> = {}
    for (const [key, inner] of Object.entries(value)) {
      if (inner !== null && typeof inner === 'object') {
        this.#report([...path, key], 'error', say('functions.lint.no-text', { key }), say('functions.mend.no-text'))
      } else texts[key] = inner === null ? '' : String(inner)
    }
    return texts
  }

  #list(path: Path, value: unknown): string[] {
    if (value === undefined || value === null) return []
    if (Array.isArray(value)) return value.map(String)
    this.#report(
      path,
      'error',
      say('functions.lint.no-list', { key: String(path.at(-1)) }),
      say('functions.mend.no-list'),
    )
    return []
  }

  /** Each holds a mapping `environment`; what a later one says wins. */
  #files(path: Path, { environment_file }: Mapping): Record<string, string> {
    const all: Record<string, string> = {}
    for (const name of this.#list([...path, 'environment_file'], environment_file)) {
      const file = join(dirname(this.#file), name)
      if (!existsSync(file)) {
        const at = [...path, 'environment_file']
        this.#report(at, 'error', say('functions.lint.no-environment-file', { name }), say('functions.mend.no-file'))
        continue
      }
      const { value } = readAnyYaml(envsubst(readFileSync(file, 'utf8'), this.#variables))
      Object.assign(all, this.#texts([...path, 'environment_file'], isMapping(value) ? value.environment : undefined))
    }
    return all
  }

  #line(path: Path): number {
    return Number(this.#places.at(path)) || 1
  }

  #report(path: Path, severity: Finding['severity'], message: Message, mend: Message): void {
    this.#findings.push({ file: this.#file, line: this.#line(path), severity, message, mend })
  }
}

const moved = (key: string): Message =>
  annotationKeys.has(key) ? say('functions.mend.annotation') : say('functions.mend.unknown-key')

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function resourcesOf(value: unknown): Resources {
  if (!isMapping(value)) return {}
  const { memory, cpu } = value
  return { memory: memory === undefined ? undefined : String(memory), cpu: cpu === undefined ? undefined : String(cpu) }
}
