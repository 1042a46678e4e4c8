import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { conditionProblems } from '../../../kit/conditions/conditions.ts'
import { isSecretField } from '../../../kit/http-client/secret-names.ts'
import { eventWords, fileArrived, knownEvents, reactingOf } from '../events/reactions.ts'
import { handlerOf, lintHandler } from './lint-handler.ts'
import { ownFaults } from './lint-own-annotations.ts'
import { cronTopic, listOf, namesHour, scheduleFault, scheduleTexts } from './schedules.ts'
import { type Finding, type FunctionSpec, nodeLanguages, pythonLanguages, type Stack } from './stack.ts'

/** Of the free edition. */
const mostFunctions = 15

const knownAnnotation =
  /^com\.openfaas\.(?:health\.http\.(?:path|initialDelay)|ready\.http\..+|queue|retry\.(?:attempts|codes|min_wait|max_wait)|profile|serviceaccount|jwt\..+)$/
const ofProOnly = /^com\.openfaas\.(?:queue|retry\.)/

type Report = (severity: Finding['severity'], message: Message, mend: Message) => void

/** What a stack that could be read would not do on OpenFaaS, or does not do well anywhere. */
export function lintStack({ functions, findings }: Stack, now: number): readonly Finding[] {
  const found = [...findings]
  for (const spec of functions) {
    const report: Report = (severity, message, mend) =>
      found.push({ file: spec.file, line: spec.line, severity, message, mend })
    lintSchedule(spec, report, now)
    lintAnnotations(spec, report)
    lintReaction(spec, report)
    for (const { message, mend } of ownFaults(spec)) report('warning', message, mend)
    lintSecrets(spec, report)
    found.push(...lintFolder(spec, report))
  }
  const [first] = functions
  if (first && functions.length > mostFunctions) {
    const message = say('functions.lint.too-many', { count: functions.length, most: mostFunctions })
    found.push({ file: first.file, line: 1, severity: 'note', message, mend: say('functions.mend.too-many') })
  }
  return found.sort((one, other) => one.file.localeCompare(other.file) || one.line - other.line)
}

/** The one pair that fires: `topic: cron-function` and `schedule`. */
function lintSchedule({ name, annotations }: FunctionSpec, report: Report, now: number): void {
  const { topic, schedule } = annotations
  if (listOf(topic).includes(cronTopic) && schedule === undefined) {
    report('error', say('functions.lint.no-schedule', { name }), say('functions.mend.schedule'))
  }
  if (schedule === undefined) return
  if (topic === undefined) report('error', say('functions.lint.no-topic', { name }), say('functions.mend.topic'))
  else if (!listOf(topic).includes(cronTopic)) {
    report('error', say('functions.lint.other-topic', { name, topic }), say('functions.mend.other-topic', { topic }))
  }
  const texts = scheduleTexts(annotations)
  for (const text of texts) {
    const { cron, time_zone } = text
    const fault = scheduleFault(text, now)
    if (fault === 'never') {
      report('error', say('functions.lint.never', { cron }), say('functions.mend.cron'))
    } else if (fault) {
      report(
        'error',
        say('functions.lint.bad-cron', { cron, time_zone, cause: fault.cause }),
        say('functions.mend.cron'),
      )
    } else if (!text.names_zone && namesHour(text)) {
      report('warning', say('functions.lint.utc', { cron }), say('functions.mend.utc', { cron }))
    }
  }
  if (texts.length > 1) report('note', say('functions.lint.several-schedules'), say('functions.mend.several-schedules'))
}

function lintAnnotations({ annotations }: FunctionSpec, report: Report): void {
  for (const key of Object.keys(annotations)) {
    if (key === 'cron' || (key.startsWith('com.openfaas.') && !knownAnnotation.test(key))) {
      const mend = /schedule|cron/.test(key) ? say('functions.mend.topic') : say('functions.mend.unknown-key')
      report('warning', say('functions.lint.unknown-annotation', { key }), mend)
    } else if (ofProOnly.test(key)) {
      report('note', say('functions.lint.pro-only', { key }), say('functions.mend.pro-only'))
    }
  }
}

function lintReaction(spec: FunctionSpec, report: Report): void {
  const { events, conditions } = reactingOf(spec)
  const names = [...Object.keys(knownEvents), fileArrived]
  for (const name of events) {
    if (names.includes(name)) continue
    report('error', say('functions.lint.unknown-event', { name, names }), say('functions.mend.event'))
  }
  for (const { message } of conditionProblems(conditions, eventWords)) {
    report('error', say('functions.lint.condition', { problem: message }), say('functions.mend.condition'))
  }
}

function lintSecrets({ environment, name }: FunctionSpec, report: Report): void {
  for (const [key, value] of Object.entries(environment)) {
    // A path to a secret is none.
    if (value === '' || value.startsWith('/') || !isSecretField(key.replace(/PASS$/i, 'PASSWORD'))) continue
    const secret = key.toLowerCase().replace(/[^a-z0-9]+/g, '-')
    report('error', say('functions.lint.secret', { key, name }), say('functions.mend.secret', { secret }))
  }
}

function lintFolder(spec: FunctionSpec, report: Report): readonly Finding[] {
  const { lang, name } = spec
  if (![...nodeLanguages, ...pythonLanguages].includes(lang)) {
    report('note', say('functions.lint.language', { lang, name }), say('functions.mend.language'))
    return []
  }
  const handler = handlerOf(spec)
  const fault = folderFault(spec)
  if (fault) report('error', fault, say('functions.mend.no-folder'))
  if (fault || handler === undefined) return []
  return lintHandler(handler)
}

/** Why there is nothing to run; undefined: there is. */
export function folderFault(spec: FunctionSpec): Message | undefined {
  const { folder, name, lang } = spec
  if (!existsSync(folder)) return say('functions.lint.no-folder', { folder, name })
  if (handlerOf(spec) !== undefined) return undefined
  const file = nodeLanguages.includes(lang) ? 'handler.js' : 'handler.py'
  return say('functions.lint.no-handler-file', { file: join(folder, file) })
}
