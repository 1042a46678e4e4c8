import { relative } from 'node:path'
import { stringify } from 'yaml'
import { cronTopic, listOf, scheduleTexts } from '../stack/schedules.ts'
import type { FunctionSpec } from '../stack/stack.ts'

type Texts = Readonly<Record<string, string>>

/** All functions in one file for `faas-cli`, with handlers relative to that folder. */
export function openfaasStack(specs: readonly FunctionSpec[], folder: string): string {
  const functions = Object.fromEntries(specs.map(spec => [spec.name, described(spec, folder)]))
  const stack = { version: '1.0', provider: { name: 'openfaas', gateway: 'http://127.0.0.1:8080' }, functions }
  return `${specs.flatMap(unread).join('')}${asYaml(stack)}`
}

export const asYaml = (value: unknown): string =>
  stringify(value, { lineWidth: 0, defaultStringType: 'PLAIN', singleQuote: false })

function described(spec: FunctionSpec, folder: string) {
  const { lang, image, fprocess, environment, secrets, labels, limits, requests, readonly_root_filesystem } = spec
  return withoutNothing({
    lang,
    handler: `./${relative(folder, spec.folder)}`,
    image: image ?? `${spec.name}:latest`,
    fprocess,
    environment,
    secrets,
    labels,
    annotations: connectorAnnotations(spec.annotations),
    limits: withoutNothing(limits),
    requests: withoutNothing(requests),
    readonly_root_filesystem: readonly_root_filesystem || undefined,
  })
}

/**
 * Ours stay, since OpenFaaS keeps what it does not know. Its cron connector knows a time zone as part of the schedule alone,
 * and looks at a function only if its topic is exactly `cron-function`. Source: openfaas/cron-connector b07e85a.
 */
function connectorAnnotations(annotations: Texts): Texts {
  const { 'vigie.time_zone': _zone, ...others } = annotations
  if (others.schedule === undefined) return annotations
  const schedules = scheduleTexts(annotations).map(({ cron, time_zone, names_zone }) =>
    names_zone ? `CRON_TZ=${time_zone} ${cron}` : cron,
  )
  const topic = listOf(others.topic).includes(cronTopic) ? cronTopic : others.topic
  return { ...others, ...(topic ? { topic } : {}), schedule: schedules.join('; ') }
}

/** What OpenFaaS does not do of it, said where people see it. */
function unread({ name, annotations }: FunctionSpec): string[] {
  const topics = listOf(annotations.topic)
  const others = topics.filter(topic => topic !== cronTopic)
  const isBoth = annotations.schedule !== undefined && topics.includes(cronTopic) && others.length > 0
  const several = scheduleTexts(annotations).length > 1
  return [
    ...(isBoth
      ? [`# ${name}: OpenFaaS starts a function by its schedule or by a topic, so ${others.join(', ')} is left out\n`]
      : []),
    ...(several ? [`# ${name}: several schedules in one annotation are read by OpenFaaS Pro only\n`] : []),
  ]
}

function withoutNothing<Value extends object>(value: Value): Partial<Value> | undefined {
  const said = Object.entries(value).filter(([, inner]) => inner !== undefined && !isEmpty(inner))
  return said.length === 0 ? undefined : (Object.fromEntries(said) as Partial<Value>)
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0
