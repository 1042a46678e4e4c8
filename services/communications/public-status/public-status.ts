import type { ComponentStatus, Impact } from '../../../contracts/common-schemas.ts'
import type { Announcement, PublicStatus } from '../../../contracts/communications/announcements.ts'
import type { Component, Incident } from '../../../contracts/incidents/incidents.ts'
import { unknownSince } from '../../../contracts/incidents/unknown-since.ts'
import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { wordOr } from '../../../contracts/messages/words.ts'
import type { StorageView } from '../../../kit/health/store-watch.ts'
import { inEach } from '../../../kit/messages/languages.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { listBanners } from '../announcements/announce.ts'
import type { AnnouncementStore } from '../announcements/announcement-store.ts'
import type { Wording } from '../notifications/message.ts'
import type { StatusCopies } from './status-copies.ts'

/** Worst last. Not knowing is worse than planned work: it may hide an outage. */
const statusOrder: readonly ComponentStatus[] = [
  ...(['operational', 'under_maintenance', 'unknown'] as const),
  ...(['degraded_performance', 'partial_outage', 'major_outage'] as const),
]
const impacts: readonly Impact[] = ['none', 'minor', 'major', 'critical']
const statusOfImpact = {
  none: 'operational',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
} as const satisfies Record<Impact, ComponentStatus>

type StatusInput = {
  readonly components: readonly Component[]
  readonly open: readonly Incident[]
  readonly banners: readonly Announcement[]
  readonly page: PublicStatus['page']
  readonly language: Language
}
type Deps = {
  readonly announcements: AnnouncementStore
  readonly copies: StatusCopies
  readonly clock: Clock
  readonly storage: StorageView
  readonly settings: Wording
}

/** What one of them cannot store is known to nobody here. */
const storageChain = ['monitor', 'incidents', 'communications']

export async function readPublicStatus(deps: Deps): Promise<PublicStatus> {
  const { copies, clock, storage, settings } = deps
  const outage = storage.unheard(storageChain)
  const components = await copies.components.all()
  return publicStatus({
    components: outage ? components.map(one => unknownSince(one, iso(outage.since))) : components,
    open: await copies.incidents.all('open'),
    banners: await listBanners(deps),
    page: {
      title: tables[settings.language].pages.title,
      url: settings.public_url ?? null,
      updated_at: iso(clock.now()),
    },
    language: settings.language,
  })
}

/** What everybody may know: no addresses, no errors, no people, no internal entries. */
function publicStatus({ components, open, banners, page, language }: StatusInput): PublicStatus {
  const sorted = components.toSorted((a, b) => a.position - b.position || a.name.localeCompare(b.name))
  const incidents = open.toSorted(
    (a, b) => impacts.indexOf(b.impact) - impacts.indexOf(a.impact) || (a.started_at < b.started_at ? 1 : -1),
  )
  const worst = worstOf(sorted)
  const worstIncident = incidents.find(({ impact }) => impact !== 'none')
  const status = worst === 'operational' && worstIncident ? statusOfImpact[worstIncident.impact] : worst
  return {
    page,
    status: sorted.length === 0 && !worstIncident ? 'unknown' : status,
    sentence: inEach(language => sentenceOf(sorted, worstIncident, language)),
    components: sorted.map(({ id, slug, name, group, status, since }) => ({ id, slug, name, group, status, since })),
    incidents: incidents.slice(0, incidentsAtMost).map(incident => publicIncident(incident, language)),
    banners: [...banners],
  }
}

function worstOf(components: readonly Component[]): ComponentStatus {
  return statusOrder[Math.max(0, ...components.map(({ status }) => statusOrder.indexOf(status)))] ?? 'operational'
}

/** The worstIncident of them. */
const incidentsAtMost = 500

/** More names than this are a number. */
const namedAtMost = 2

function sentenceOf(components: readonly Component[], worstIncident: Incident | undefined, language: Language): string {
  const words = tables[language].pages
  const { sentence } = words
  const worst = worstOf(components)
  if (worst === 'operational') {
    if (worstIncident) return sentence.incident(wordOr(worstIncident.title, worstIncident.title_i18n, language))
    return components.length === 0 ? sentence.nothing : sentence.operational
  }
  const affected = components.filter(({ status }) => status === worst)
  if (worst === 'unknown' && affected.length === components.length) return sentence.unknownAll
  const names = affected.map(({ name }) => name)
  const list = new Intl.ListFormat(language)
  return sentence[worst](names.length <= namedAtMost ? list.format(names) : words.services(names.length), names.length)
}

function publicIncident(incident: Incident, language: Language): PublicStatus['incidents'][number] {
  const { id, number, status, impact, started_at, component, components, timeline } = incident
  const title = wordOr(incident.title, incident.title_i18n, language)
  const updates = timeline
    .filter(entry => entry.public)
    .map(({ at, status, message, message_i18n }) => ({ at, status, message: wordOr(message, message_i18n, language) }))
    .toReversed()
  const affected = components.length > 0 ? components : component ? [component] : []
  return { id, number, title, status, impact, started_at, components: affected, updates }
}
