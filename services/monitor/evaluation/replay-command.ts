import { inEnglish } from '../../../contracts/messages/words.ts'
import { slugOf } from '../../../contracts/slug.ts'
import { type Command, type CommandInput, configOf } from '../../../kit/cli/command.ts'
import { seconds } from '../../../kit/config/schema/duration.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { invalid } from '../../../kit/service/errors.ts'
import { MonitorConfig } from '../config.ts'
import { toDefinition } from '../definitions/definition.ts'
import { stepMs } from '../results/rollup.ts'
import type { Alert, ReplayRule } from './replay.ts'
import { replayCheck } from './replay.ts'

export const replayCommand: Command = {
  name: 'replay',
  arguments: '<check>',
  summary: 'try another rule on the stored results of a check: what would have been reported?',
  options: [
    { flags: '--failure-threshold <number>', summary: 'consecutive failures that confirm an outage' },
    { flags: '--recovery-threshold <number>', summary: 'consecutive successes that confirm its end' },
    { flags: '--degraded-above <duration>', summary: 'a slower answer counts as degraded' },
    { flags: '--down-above <duration>', summary: 'a slower answer counts as down' },
    { flags: '--days <number>', summary: 'how far to look back', default: '7' },
  ],
  run: async input => {
    const [check = ''] = input.args
    const { clock } = input
    const days = positive(input, 'days') ?? 7
    const store = await input.store('monitor')
    const range = { from: clock.now() - days * stepMs.day, before: clock.now() }
    const present = presentRule(input, check)
    const tried = await replayCheck({ store, clock }, check, ruleOf(input, present), range)
    const before = await replayCheck({ store, clock }, check, present, range)
    input.print(`${tried.name}: ${tried.results} results of ${days} days`)
    input.print(`present rule: would have alerted ${times(before.alerts.length)}`)
    input.print(`this rule:    would have alerted ${times(tried.alerts.length)}`)
    for (const alert of tried.alerts) input.print(`  ${lineOf(alert)}`)
    return 0
  },
}

function presentRule(input: CommandInput, check: string): ReplayRule {
  const { services, monitoring } = configOf(MonitorConfig, input)
  const definition = services.map(item => toDefinition(item)).find(({ name }) => slugOf(name) === slugOf(check))
  return {
    failure_threshold: definition?.failure_threshold ?? monitoring.failure_threshold,
    recovery_threshold: definition?.recovery_threshold ?? monitoring.recovery_threshold,
  }
}

function ruleOf(input: CommandInput, present: ReplayRule): ReplayRule {
  const degraded = duration(input, 'degradedAbove')
  const down = duration(input, 'downAbove')
  return {
    failure_threshold: positive(input, 'failureThreshold') ?? present.failure_threshold,
    recovery_threshold: positive(input, 'recoveryThreshold') ?? present.recovery_threshold,
    ...(degraded === undefined ? {} : { degraded_above_ms: degraded }),
    ...(down === undefined ? {} : { down_above_ms: down }),
  }
}

function positive({ options }: CommandInput, name: string): number | undefined {
  const given = options[name]
  if (given === undefined) return undefined
  const value = Number(given)
  if (!Number.isInteger(value) || value < 1) {
    throw invalid('monitor.bad-option', `"${given}" is not a whole number of 1 or more`)
  }
  return value
}

function duration({ options }: CommandInput, name: string): number | undefined {
  const given = options[name]
  if (given === undefined) return undefined
  try {
    const text = String(given)
    return seconds(/^\d+(\.\d+)?$/.test(text) ? Number(text) : text) * 1000
  } catch (thrown) {
    if (thrown instanceof RangeError) throw invalid('monitor.bad-option', thrown.message)
    throw thrown
  }
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

function lineOf({ state, started_at, detected_at, resolved_at, reason }: Alert): string {
  const reported = `reported after ${Math.round((detected_at - started_at) / 1000)} s`
  const lasted = resolved_at === null ? 'still open' : `lasted ${Math.round((resolved_at - started_at) / 1000)} s`
  return `${iso(started_at)}  ${state.padEnd(8)}  ${reported}, ${lasted}  ${reason ? inEnglish(reason) : ''}`.trimEnd()
}
