import type { Announcement, PublicStatus } from '../../../contracts/announcements.ts'
import type { Component, Incident } from '../../../contracts/incidents.ts'
import { en, type PagesMessages } from '../../../contracts/messages/pages.en.ts'
import { fr } from '../../../contracts/messages/pages.fr.ts'
import type { ComponentStatus, Impact } from '../../../contracts/vocabulary.ts'

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

export type StatusInput = {
  readonly components: readonly Component[]
  readonly open: readonly Incident[]
  readonly banners: readonly Announcement[]
  readonly title: string
  readonly url: string | null
  readonly now: string
}

/** What everybody may know: no addresses, no errors, no people, no internal entries. */
export function publicStatus({ components, open, banners, title, url, now }: StatusInput): PublicStatus {
  const sorted = components.toSorted((a, b) => a.position - b.position || a.name.localeCompare(b.name))
  const incidents = open.toSorted(
    (a, b) => impacts.indexOf(b.impact) - impacts.indexOf(a.impact) || (a.started_at < b.started_at ? 1 : -1),
  )
  const worst = worstOf(sorted)
  const gravest = incidents.find(({ impact }) => impact !== 'none')
  const status = worst === 'operational' && gravest ? statusOfImpact[gravest.impact] : worst
  return {
    page: { title, url, updated_at: now },
    status: sorted.length === 0 && !gravest ? 'unknown' : status,
    sentence: { en: sentenceOf(sorted, gravest, en), fr: sentenceOf(sorted, gravest, fr) },
    components: sorted.map(({ id, slug, name, group, status, since }) => ({ id, slug, name, group, status, since })),
    incidents: incidents.slice(0, incidentsAtMost).map(publicIncident),
    banners: [...banners],
  }
}

function worstOf(components: readonly Component[]): ComponentStatus {
  return statusOrder[Math.max(0, ...components.map(({ status }) => statusOrder.indexOf(status)))] ?? 'operational'
}

/** The gravest of them. */
const incidentsAtMost = 500

/** More names than this are a number. */
const namedAtMost = 2

function sentenceOf(components: readonly Component[], gravest: Incident | undefined, words: PagesMessages): string {
  const { sentence } = words
  const worst = worstOf(components)
  if (worst === 'operational') {
    if (gravest) return sentence.incident(gravest.title)
    return components.length === 0 ? sentence.nothing : sentence.operational
  }
  const affected = components.filter(({ status }) => status === worst)
  if (worst === 'unknown' && affected.length === components.length) return sentence.unknownAll
  const names = affected.map(({ name }) => name)
  const list = new Intl.ListFormat(words === fr ? 'fr' : 'en')
  return sentence[worst](names.length <= namedAtMost ? list.format(names) : words.services(names.length), names.length)
}

function publicIncident(incident: Incident): PublicStatus['incidents'][number] {
  const { id, number, title, status, impact, started_at, component, components, timeline } = incident
  const updates = timeline
    .filter(entry => entry.public)
    .map(({ at, status, message }) => ({ at, status, message }))
    .toReversed()
  const affected = components.length > 0 ? components : component ? [component] : []
  return { id, number, title, status, impact, started_at, components: affected, updates }
}
