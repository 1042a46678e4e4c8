import type { Message as Reason } from '../../../../contracts/messages/words.ts'
import { plainSchema } from '../../../../kit/config/schema/json-schema.ts'
import { secretsIn } from '../../../../kit/config/secret-settings.ts'
import type { Trust } from '../../../../kit/http-client/network.ts'
import type { ChannelItem, ChannelSections } from '../../config.ts'
import { minutesOf, type QuietHours } from '../../delivery/quiet-hours.ts'
import type { When } from '../../notifications/notification.ts'
import { consoleChannel } from '../console.ts'
import { slack } from '../slack.ts'
import type { ChannelKind } from '../transport/channel-kind.ts'
import type { Smtp } from '../transport/smtp.ts'
import { channelKinds } from './channel-kinds.ts'

export type ConfiguredChannel = {
  readonly name: string
  readonly kind: ChannelKind
  readonly settings: Readonly<Record<string, unknown>>
  readonly smtp: Smtp | undefined
  readonly enabled: boolean
  /** Why it cannot send, in words; null when it can. */
  readonly lacks: Reason | null
  readonly when: When
  readonly group_ms: number | null
  readonly timeout_ms: number
  readonly give_up_after_ms: number
  readonly quiet: QuietHours | null
  /** Who named its address. */
  readonly trust: Trust
  /** null: nobody wrote it, it speaks where nothing else can. */
  readonly origin: 'file' | 'api' | null
  /** Where the file says it. */
  readonly path: Written['path'] | null
}

/** Nobody may see these anywhere. */
export const secretsOfChannel = ({ kind, settings }: ConfiguredChannel): readonly string[] =>
  secretsIn(plainSchema(kind.schema), settings).values

export const canSend = ({ enabled, lacks }: ConfiguredChannel): boolean => enabled && lacks === null

/** Where nothing that is switched on can send, the console speaks: an incident is never silent by accident. */
export function configuredChannels(sections: ChannelSections, time_zone = 'UTC'): readonly ConfiguredChannel[] {
  const channels = written(sections).map(({ item, path }) => ({
    ...configured(item, sections.smtp, time_zone),
    origin: 'file' as const,
    path,
  }))
  const meant = channels.filter(({ enabled }) => enabled)
  const silent = meant.length > 0 ? !meant.some(canSend) : channels.length === 0
  return silent ? [...channels, configured(onConsole(channels), sections.smtp)] : channels
}

export type Written = { readonly item: ChannelItem; readonly path: readonly (string | number)[] }

/** In the order of the file, the short section first. */
export function written({ slack: section, notifications }: ChannelSections): Written[] {
  const short = section && (section.channel !== undefined || !section.enabled)
  return [
    ...(short ? [{ item: { ...section, name: 'slack', kind: slack.kind }, path: ['slack'] }] : []),
    ...notifications.map((item, index) => ({ item, path: ['notifications', index] })),
  ]
}

const kindOf = (item: ChannelItem): ChannelKind => channelKinds.find(({ kind }) => kind === item.kind) ?? consoleChannel

export function configured(item: ChannelItem, smtp: Smtp | undefined, time_zone = 'UTC'): ConfiguredChannel {
  const { name, kind: _kind, enabled, when, group, timeout, give_up_after, quiet_hours, ...settings } = item
  const kind = kindOf(item)
  return {
    name,
    kind,
    settings,
    smtp,
    enabled,
    lacks: kind.lacks?.(settings, smtp) ?? null,
    when: when ?? {},
    group_ms: group === undefined ? null : group * 1000,
    timeout_ms: timeout * 1000,
    give_up_after_ms: give_up_after * 1000,
    quiet: quiet_hours
      ? {
          from: minutesOf(quiet_hours.from),
          to: minutesOf(quiet_hours.to),
          time_zone,
          hold_critical: quiet_hours.hold_critical,
        }
      : null,
    trust: 'operator',
    origin: null,
    path: null,
  }
}

function onConsole(others: readonly ConfiguredChannel[]): ChannelItem {
  const taken = others.some(({ name }) => name === consoleChannel.kind)
  const name = taken ? 'console (nothing else can send)' : consoleChannel.kind
  return { name, kind: consoleChannel.kind, enabled: true, timeout: 10, give_up_after: 86_400 }
}
