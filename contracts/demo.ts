import { demoMessages } from './messages/demo.ts'
import { slugOf } from './slug.ts'

/**
 * The story that `vigie demo` tells: an invented team, what it promises, and what went wrong in ninety days. Each service
 * writes its own part of it. The same for everybody who asks with the same `now` and language.
 */
export type DemoStory = ReturnType<typeof demoStory>
export type DemoLanguage = keyof typeof demoMessages
export type DemoKey = keyof (typeof demoMessages)['en']['components']

export type DemoComponent = {
  readonly id: string
  readonly key: DemoKey
  readonly slug: string
  readonly name: string
  readonly group: string
  readonly critical: boolean
  /** Of a usual answer. */
  readonly response_ms: number
}

export type DemoOutage = {
  readonly component: DemoComponent
  readonly started_at: number
  readonly ended_at: number
  readonly state: 'down' | 'degraded'
  readonly reason: string
  readonly cause: string
  readonly remedy: string
  /** People talked about it: long ones have a timeline, the longest a postmortem. */
  readonly talk: 'none' | 'timeline' | 'postmortem'
}

export type DemoPerson = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: 'admin' | 'responder' | 'viewer'
}

export const demoDays = 90
const minuteMs = 60_000
const dayMs = 1_440 * minuteMs

const plan: readonly [key: DemoKey, group: 'shop' | 'platform', critical: boolean, response_ms: number][] = [
  ['website', 'shop', true, 64],
  ['checkout', 'shop', true, 142],
  ['search', 'shop', false, 88],
  ['accounts', 'shop', false, 120],
  ['api', 'platform', true, 47],
  ['database', 'platform', true, 4],
  ['backup', 'platform', false, 0],
]

const people: readonly DemoPerson[] = [
  { id: idOf('person', 1), name: 'Camille Morel', email: 'camille@northwind.test', role: 'admin' },
  { id: idOf('person', 2), name: 'Noor Haddad', email: 'noor@northwind.test', role: 'responder' },
  { id: idOf('person', 3), name: 'Jonas Weber', email: 'jonas@northwind.test', role: 'responder' },
  { id: idOf('person', 4), name: 'Inès Costa', email: 'ines@northwind.test', role: 'viewer' },
]

export function demoStory({ now, language }: { readonly now: number; readonly language: DemoLanguage }) {
  const words = demoMessages[language]
  const components = plan.map(
    ([key, group, critical, response_ms], index): DemoComponent => ({
      id: idOf('component', index + 1),
      key,
      slug: slugOf(words.components[key]),
      name: words.components[key],
      group: words.groups[group],
      critical,
      response_ms,
    }),
  )
  const [admin = people[0] as DemoPerson, ...team] = people
  return { now, language, words, components, admin, team, people, outages: outagesOf(components, { now, words }) }
}

type Telling = { readonly now: number; readonly words: (typeof demoMessages)['en'] }

/** Some four for each, from minutes to an hour, the last of them at least half a day ago. */
function outagesOf(components: readonly DemoComponent[], { now, words }: Telling): readonly DemoOutage[] {
  const random = seeded(20_260_704)
  const outages = components.flatMap(component => {
    const stories = component.key === 'backup' ? [] : words.stories[component.key]
    const count = stories.length === 0 ? 0 : 3 + Math.floor(random() * 3)
    return Array.from({ length: count }, (_, index): DemoOutage => {
      const day = demoDays - 2 - Math.floor(((index + random() * 0.8) * (demoDays - 4)) / count)
      const started_at = now - day * dayMs - Math.floor(random() * 0.5 * dayMs)
      const minutes = 1 + Math.floor(random() ** 3 * 75)
      const [reason = '', cause = '', remedy = ''] = stories[index % stories.length] ?? []
      const degraded = component.key === 'search' || random() < 0.25
      return {
        component,
        started_at,
        ended_at: started_at + minutes * minuteMs + Math.floor(random() * minuteMs),
        state: degraded ? 'degraded' : 'down',
        reason,
        cause,
        remedy,
        talk: minutes > 25 ? 'postmortem' : minutes > 6 ? 'timeline' : 'none',
      }
    })
  })
  return outages.sort((a, b) => a.started_at - b.started_at)
}

/** From 0 to below 1, the same again for the same seed (mulberry32). Invents; decides nothing. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Shaped like any other id, and the same every time. */
function idOf(what: 'person' | 'component', index: number): string {
  return `0198d3f0-${what === 'person' ? '7001' : '7002'}-8000-8000-${String(index).padStart(12, '0')}`
}
