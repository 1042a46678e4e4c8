import { type DemoOutage, type DemoPerson, type DemoStory, demoStory } from '../../contracts/demo.ts'
import { AuditRecorded } from '../../contracts/identity/audit.ts'
import { IncidentResolved } from '../../contracts/incidents/incidents.ts'
import { type Clock, iso } from '../../kit/runtime/clock.ts'
import { clockAt, type DemoInput, type DemoPart } from '../../kit/service/demo.ts'
import { type Fact, fact } from '../../kit/service/event.ts'
import { addComponent } from './components/save-component.ts'
import { acknowledgeIncident, addTimelineEntry, setIncidentStatus } from './lifecycle/change-incident.ts'
import { advanceMaintenances, NextDue } from './maintenance/advance-maintenances.ts'
import { createMaintenance } from './maintenance/change-maintenance.ts'
import { assignIncident } from './people/assign.ts'
import { savePostmortem } from './postmortems/postmortems.ts'
import { applySignal } from './signals/apply-signal.ts'
import { storesOn } from './stores.ts'

const minuteMs = 60_000
const dayMs = 1_440 * minuteMs

type Deps = ReturnType<typeof depsOf>
type Past = { readonly deps: Deps; readonly story: DemoStory; readonly at: (ms: number) => void }

/** Ninety days of incidents, played through the same rules and use cases as real ones, on a clock that is set. */
export const demo: DemoPart = async ({ store, publish, settings, now }) => {
  const story = demoStory({ now, language: settings.language })
  const clock = clockAt(now)
  const deps = depsOf({ store, publish, settings }, clock)
  const past: Past = { deps, story, at: clock.set }
  await store.transaction(async () => {
    await people(past)
    await components(past)
    await maintenances(past)
    for (const [index, outage] of story.outages.entries()) await play(past, outage, index)
    clock.set(now)
    await advanceMaintenances(deps)
    // Copies of others get to know each of them once, as it ended.
    for await (const page of deps.incidents.all()) {
      await publish(...page.map(incident => fact(IncidentResolved, incident.id, incident)))
    }
  })
  return []
}

function depsOf({ store, publish, settings }: Pick<DemoInput, 'store' | 'publish' | 'settings'>, clock: Clock) {
  return {
    ...storesOn(store, settings.language),
    clock,
    nextDue: new NextDue(),
    language: settings.language,
    timeZone: settings.time_zone,
    rules: () => ({ reopen_within: 0, open_on: [] }),
    fileDue: () => undefined,
    // Nobody gets the single steps of what is past; what people did is in the audit.
    publish: (...facts: Fact[]) => publish(...facts.filter(({ definition }) => definition === AuditRecorded)),
  }
}

async function people({ deps, story }: Past): Promise<void> {
  for (const { id, name } of story.people) await deps.people.put({ id, name, state: 'active', revision: 0 })
}

async function components({ deps, story, at }: Past): Promise<void> {
  at(story.outages[0]?.started_at ?? story.now)
  for (const [position, { id, slug, name, group, critical }] of story.components.entries()) {
    await addComponent(deps, { id, slug, name, group, critical, position, origin: 'file' })
  }
}

async function maintenances({ deps, story, at }: Past): Promise<void> {
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
      title: words[0] ?? '',
      message: words[1] ?? '',
      starts_at: iso(starts),
      ends_at: iso(starts + minutes * minuteMs),
      components: named(story, on),
    }
    await createMaintenance(deps, requestOf(story.admin, {}, body))
    if (days > 0) continue
    for (const later of [starts, starts + minutes * minuteMs]) {
      at(later)
      deps.nextDue.at = undefined
      await advanceMaintenances(deps)
    }
  }
}

const named = ({ components: all }: DemoStory, key: string): string[] =>
  all.filter(one => one.key === key).map(({ slug }) => slug)

function requestOf<Params, Body>({ id, name, role }: DemoPerson, params: Params, body: Body) {
  const caller = { id, kind: 'user', name, role, scopes: [] } as const
  return { params, query: {}, body, caller, headers: {}, ip: '' }
}

async function play(past: Past, outage: DemoOutage, index: number): Promise<void> {
  const { deps, at } = past
  const { component, started_at, ended_at, state, reason } = outage
  const signal = {
    signal: `demo:${component.slug}`,
    episode: `demo-${index}`,
    component: component.slug,
    flapping: false,
    summary: reason,
    evidence: null,
    started_at: iso(started_at),
    detected_at: iso(started_at + 21_000),
  }
  const impact = state === 'degraded' ? 'minor' : component.critical ? 'critical' : 'major'
  at(started_at + 21_000)
  await applySignal(deps, { ...signal, sequence: index * 2, state, impact, observed_at: iso(started_at) })
  const [opened] = (await deps.incidents.list({ limit: 1 })).items
  if (opened && outage.talk !== 'none') await talk(past, outage, opened.id)
  at(ended_at)
  await applySignal(deps, {
    ...signal,
    sequence: index * 2 + 1,
    state: 'up',
    impact: 'none',
    observed_at: iso(ended_at),
  })
  if (!opened || outage.talk !== 'postmortem') return
  at(ended_at + dayMs)
  const body = past.story.words.postmortem(outage.cause, outage.remedy)
  await savePostmortem(deps, requestOf(past.story.admin, { id: opened.id }, { body }))
}

/** Taken over, explained, mended: spread over the time that it took. */
async function talk({ deps, story, at }: Past, outage: DemoOutage, id: string): Promise<void> {
  const { words, team } = story
  const { component, started_at, ended_at, cause, remedy } = outage
  const person = team[component.name.length % 2] ?? story.admin
  const as = <Body>(body: Body) => requestOf(person, { id }, body)
  const share = (part: number) => at(started_at + (ended_at - started_at) * part)
  share(0.15)
  await acknowledgeIncident(deps, as({}))
  await assignIncident(deps, as({ user_id: person.id }))
  share(0.25)
  await addTimelineEntry(
    deps,
    as({ kind: 'update', message: words.investigating(component.name), public: true } as const),
  )
  share(0.4)
  await addTimelineEntry(deps, as({ message: words.note }))
  share(0.6)
  await setIncidentStatus(deps, as({ status: 'identified', message: cause } as const))
  share(0.85)
  await setIncidentStatus(deps, as({ status: 'monitoring', message: remedy } as const))
}
