import { say } from '../../../../contracts/messages/words.ts'
import { listed } from '../../../../contracts/refusals.ts'
import type { ConfigProblem } from '../../../../kit/service/service.ts'
import { nearest } from '../../../../kit/service/validation-message.ts'
import type { ChannelSections } from '../../config.ts'
import { sameName } from '../../notifications/notification.ts'
import { configured, type Written, written } from './configured-channel.ts'

/** What is wrong with the channels beyond their schemas. What they lack is a warning: the program runs without. */
export function channelProblems(sections: ChannelSections): ConfigProblem[] {
  const channels = written(sections)
  return [
    ...takenNames(channels),
    ...channels.flatMap(channel => [...kindProblems(channel, sections), ...unknownNames(channel, sections)]),
    ...sectionProblems(sections),
    ...escalationProblems(sections, channels),
  ]
}

function takenNames(channels: readonly Written[]): ConfigProblem[] {
  const first = new Map<string, string>()
  return channels.flatMap(({ item, path }) => {
    const taken = first.get(item.name)
    if (taken) return [{ path: [...path, 'name'], message: say('configuration.channel-name', { other: taken }) }]
    first.set(item.name, path.length === 1 ? 'slack' : `notifications[${path[1]}]`)
    return []
  })
}

function kindProblems({ item, path }: Written, { smtp }: ChannelSections): ConfigProblem[] {
  const { kind, settings, lacks, enabled, group_ms } = configured(item, smtp)
  const problems: ConfigProblem[] = (kind.problems?.(settings) ?? []).map(({ field, message_i18n }) => {
    return { path: [...path, field], message: message_i18n }
  })
  if (group_ms !== null && kind.carries !== 'messages') {
    problems.push({
      path: [...path, 'group'],
      message: say('configuration.no-group', { kind: kind.kind }),
    })
  }
  if (item.quiet_hours && kind.carries !== 'messages') {
    problems.push({
      path: [...path, 'quiet_hours'],
      message: say('configuration.no-quiet-hours', { kind: kind.kind }),
    })
  }
  if (item.quiet_hours && item.quiet_hours.from === item.quiet_hours.to) {
    problems.push({ path: [...path, 'quiet_hours', 'to'], message: say('configuration.same-time') })
  }
  if (enabled && lacks !== null)
    problems.push({ path, message: say('configuration.cannot-send', { reason: lacks }), severity: 'warning' })
  return problems
}

const missing = { component: 'configuration.no-component', group: 'configuration.no-such-group' } as const

/** A typing mistake here would only be noticed when an alert is missing. Components may also come from the API. */
function unknownNames({ item, path }: Written, { services = [] }: ChannelSections): ConfigProblem[] {
  if (services.length === 0) return []
  const known = {
    component: services.flatMap(({ name }) => name ?? []),
    group: services.flatMap(({ group }) => group ?? []),
  }
  return (['component', 'group'] as const).flatMap(what =>
    (item.when?.[what] ?? []).flatMap((name, index): ConfigProblem[] => {
      if (known[what].some(one => sameName(one, name))) return []
      const word = nearest(name, known[what])
      const message = say(missing[what], { name })
      const hint = word === undefined ? undefined : say('hint.meant', { word })
      return [{ path: [...path, 'when', what, index], message, hint, severity: 'warning' }]
    }),
  )
}

function sectionProblems({ slack, smtp }: ChannelSections): ConfigProblem[] {
  const problems: ConfigProblem[] = []
  if (slack?.enabled && slack.channel === undefined) {
    problems.push({ path: ['slack', 'channel'], message: say('configuration.slack-channel') })
  }
  if (smtp && (smtp.username === undefined) !== (smtp.password === undefined)) {
    problems.push({ path: ['smtp'], message: say('configuration.smtp') })
  }
  return problems
}

function escalationProblems({ escalation = [] }: ChannelSections, channels: readonly Written[]): ConfigProblem[] {
  const names = channels.map(({ item }) => item.name)
  return escalation.flatMap(({ to }, index) =>
    to.flatMap((name, at): ConfigProblem[] => {
      if (names.includes(name)) return []
      const word = nearest(name, names)
      const hint = word === undefined ? say('hint.there-is', { names: listed(names) }) : say('hint.meant', { word })
      return [{ path: ['escalation', index, 'to', at], message: say('configuration.no-channel', { name }), hint }]
    }),
  )
}
