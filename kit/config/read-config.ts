import { Type } from 'typebox'
import { say } from '../messages/kit-catalogue.ts'
import { type Language, languages } from '../messages/languages.ts'
import type { Service } from '../service/service.ts'
import { envOverlay } from './env-overlay.ts'
import { ExternalValues } from './external-values.ts'
import type { FoundFile } from './find-file.ts'
import { interpolate } from './interpolate.ts'
import type { Path, Problem } from './problem.ts'
import { found } from './schema/error-messages.ts'
import { isMapping, plainSchema } from './schema/json-schema.ts'
import { applyRules } from './schema/rules.ts'
import { SchemaReader, wrong } from './schema/schema-reader.ts'
import { Settings } from './settings.ts'
import type { Variables } from './variables.ts'
import { readYaml, type YamlText } from './yaml/read-yaml.ts'
import { Places } from './yaml/source-positions.ts'

export type ReadOptions = {
  readonly base_directory: string
  readonly variables: Variables
  readonly services: readonly Service[]
}

export type ReadConfig = {
  readonly ok: true
  readonly settings: Settings
  readonly values: ReadonlyMap<string, unknown>
  readonly warnings: readonly Problem[]
  readonly placeOf: (path: Path) => string
  /** The variables that it names. */
  readonly used: ReadonlySet<string>
}

const noFile: YamlText = { value: null, written: { at: 1 }, mistakes: [], left_out: new Set() }
const readsNothing = Type.Object({})

/** From the text of the file (none: all defaults) to one value per service, or every mistake on the way, in no order. */
type Unsound = Pick<ReadConfig, 'used'> & {
  readonly ok: false
  readonly problems: Problem[]
  readonly language: Language
}

export function readConfig(file: FoundFile | null, options: ReadOptions): ReadConfig | Unsound {
  const { variables, services } = options
  const used = new Set<string>()
  const yaml = file ? readYaml(file.text) : noFile
  const places = new Places(file?.name ?? null, yaml.written)
  const syntax: Problem[] = yaml.mistakes.map(({ line, ...said }) => ({ place: `${file?.name}:${line}`, ...said }))
  const unsound = (problems: Problem[], { language }: { language?: unknown } = {}): Unsound => {
    const asked = languages.find(one => one === language) ?? 'en'
    return { ok: false, problems, language: asked, used }
  }
  if (yaml.value === undefined) return unsound(syntax)
  if (yaml.value !== null && !isMapping(yaml.value)) {
    const message = say('config.root', { found: found(yaml.value) })
    const hint = say('config.start-section', { section: 'services:' })
    return unsound([...syntax, { place: places.placeOf([]), message, hint }])
  }

  const outside = new ExternalValues({ ...options, places })
  const reader = new SchemaReader(places, outside)
  const written = interpolate(yaml.value ?? {}, [], {
    variables,
    changed: (path, variable) => {
      used.add(variable)
      outside.markVariable(path)
    },
    report: (path, message, hint) => reader.report(path, message, hint),
  })
  const schemas = [Settings, ...services.map(({ config }) => config ?? readsNothing)].map(plainSchema)
  const { value, said, warnings } = envOverlay(written as Record<string, unknown>, schemas, variables)
  for (const { path, variable } of said) {
    places.put(path, variables.placeOf(variable))
    outside.markVariable(path)
  }
  const [settings, ...configs] = reader.read(schemas, value, [])
  const doubts = settings === wrong ? [] : applyRules(settings as Settings, configs, services, reader)

  const leftOut = new Set([...yaml.left_out].map(line => `${file?.name}:${line}`))
  const problems = [...syntax, ...reader.problems.filter(({ place }) => !leftOut.has(place))]
  if (problems.length > 0) return unsound(problems, value)
  return {
    ok: true,
    settings: settings as Settings,
    values: new Map(services.map(({ name }, index) => [name, configs[index]])),
    warnings: [...warnings, ...doubts],
    placeOf: places.placeOf,
    used,
  }
}
