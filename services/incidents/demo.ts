import { AuditRecorded } from '../../contracts/audit.ts'
import { type DemoOutage, type DemoPerson, type DemoStory, demoStory } from '../../contracts/demo.ts'
import { IncidentResolved } from '../../contracts/incidents.ts'
import type { Caller } from '../../kit/auth/caller.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { clockAt, type DemoPart } from '../../kit/service/demo.ts'
import { fact } from '../../kit/service/event.ts'
import { addComponent } from './components/save-component.ts'
import { everyIncident } from './lifecycle/all-incidents.ts'
import { acknowledgeIncident, addTimelineEntry, setIncidentStatus } from './lifecycle/change-incident.ts'
import { turnMaintenances } from './maintenance/advance-maintenances.ts'
import { createMaintenance } from './maintenance/change-maintenance.ts'
import { assignIncident } from './people/assign.ts'
import { savePostmortem } from './postmortems/postmortems.ts'
import { hearSignal } from './signals/apply-signal.ts'
import type { Work } from './work.ts'
import { workOn } from './work-on.ts'

const minuteMs = 60_000
const dayMs = 1_440 * minuteMs

type Past = { readonly work: Work; readonly story: DemoStory; readonly at: (ms: number) => void }

/** Ninety days of incidents, played through the same rules and use cases as real ones, on a clock that is set. */
export const demo: DemoPart = async ({ store, publish, settings, now }) => {
  const story = demoStory({ now, language: settings.language })
  const clock = clockAt(now)
  const work = workOn({
    ...{ store, clock, language: settings.language, timeZone: settings.time_zone },
    rules: () => ({ reopen_within: 0, open_on: [] }),
    fileDue: () => undefined,
    // Nobody is told step by step of what is past; what people did is in the audit.
    publish: (...facts) => publish(...facts.filter(({ definition }) => definition === AuditRecorded)),
  })
  const past: Past = { work, story, at: clock.set }
  await store.transaction(async () => {
    await people(past)
    await components(past)
    await maintenances(past)
    for (const [index, outage] of story.outages.entries()) await play(past, outage, index)
    clock.set(now)
    await turnMaintenances(work)
    // Copies of others get to know each of them once, as it ended.
    for await (const page of everyIncident(work.incidents)) {
      await publish(...page.map(incident => fact(IncidentResolved, incident.id, incident)))
    }
  })
  return []
}

async function people({ work, story }: Past): Promise<void> {
  for (const { id, name } of story.people) await work.people.put({ id, name, state: 'active', revision: 0 })
}

async function components({ work, story, at }: Past): Promise<void> {
  at(story.outages[0]?.started_at ?? story.now)
  for (const [position, { id, slug, name, group, critical }] of story.components.entries()) {
    await addComponent(work, { id, slug, name, group, critical, position, origin: 'file' })
  }
}

async function maintenances({ work, story, at }: Past): Promise<void> {
  const [upgrade = [], certificates = [], move = []] = story.words.maintenances
  const windows = [
    { words: upgrade, days: -40, minutes: 30, on: 'database' },
    { words: certificates, days: -12, minutes: 20, on: 'website' },
    { words: move, days: 3, minutes: 120, on: 'search' },
  ] as const
  for (const { words, days, minutes, on } of windows) {
    const starts = story.now + days * dayMs
    at(Math.min(story.now, starts) - 5 * dayMs)
    const body = {
      ...{ title: words[0] ?? '', message: words[1] ?? '', starts_at: iso(starts) },
      ...{ ends_at: iso(starts + minutes * minuteMs), components: named(story, on) },
    }
    await createMaintenance(work, body, callerOf(story.admin))
    if (days > 0) continue
    for (const later of [starts, starts + minutes * minuteMs]) {
      at(later)
      work.agenda.forget()
      await turnMaintenances(work)
    }
  }
}

const named = ({ components: all }: DemoStory, key: string): string[] =>
  all.filter(one => one.key === key).map(({ slug }) => slug)

const callerOf = ({ id, name, role }: DemoPerson): Caller => ({ id, kind: 'user', name, role, scopes: [] })

async function play(past: Past, outage: DemoOutage, index: number): Promise<void> {
  const { work, at } = past
  const { component, started_at, ended_at, state, reason } = outage
  const signal = {
    ...{ signal: `demo:${component.slug}`, episode: `demo-${index}`, component: component.slug, flapping: false },
    ...{ summary: reason, evidence: null, started_at: iso(started_at), detected_at: iso(started_at + 21_000) },
  }
  const impact = state === 'degraded' ? 'minor' : component.critical ? 'critical' : 'major'
  at(started_at + 21_000)
  await hearSignal(work, { ...signal, sequence: index * 2, state, impact, observed_at: iso(started_at) })
  const [opened] = (await work.incidents.list({ limit: 1 })).items
  if (opened && outage.talk !== 'none') await talk(past, outage, opened.id)
  at(ended_at)
  await hearSignal(work, {
    ...signal,
    sequence: index * 2 + 1,
    state: 'up',
    impact: 'none',
    observed_at: iso(ended_at),
  })
  if (!opened || outage.talk !== 'postmortem') return
  at(ended_at + dayMs)
  const body = past.story.words.postmortem(outage.cause, outage.remedy)
  await savePostmortem(work, { params: { id: opened.id }, body: { body } }, callerOf(past.story.admin))
}

/** Taken over, explained, mended: spread over the time that it took. */
async function talk({ work, story, at }: Past, outage: DemoOutage, id: string): Promise<void> {
  const { words, team } = story
  const { component, started_at, ended_at, cause, remedy } = outage
  const person = team[component.name.length % 2] ?? story.admin
  const who = callerOf(person)
  const params = { id }
  const share = (part: number) => at(started_at + (ended_at - started_at) * part)
  share(0.15)
  await acknowledgeIncident(work, id, who)
  await assignIncident(work, { params, body: { user_id: person.id } }, who)
  share(0.25)
  const first = { kind: 'update', message: words.investigating(component.name), public: true } as const
  await addTimelineEntry(work, { params, body: first }, who)
  share(0.4)
  await addTimelineEntry(work, { params, body: { message: words.note } }, who)
  share(0.6)
  await setIncidentStatus(work, { params, body: { status: 'identified', message: cause } }, who)
  share(0.85)
  await setIncidentStatus(work, { params, body: { status: 'monitoring', message: remedy } }, who)
}
