import { v7 as uuid } from 'uuid'
import { type DemoPerson, demoStory, seeded } from '../../contracts/demo.ts'
import { type FlagChange, FlagChanged, type FlagDefinition } from '../../contracts/flags/flags.ts'
import { iso } from '../../kit/runtime/clock.ts'
import type { DemoPart } from '../../kit/service/demo.ts'
import { fact } from '../../kit/service/event.ts'
import {
  blankContent,
  contentOf,
  defaultEnvironment,
  type EnvironmentRef,
  type StoredFlag,
} from './definitions/flag.ts'
import { FlagStore } from './definitions/flag-store.ts'
import { EnvironmentStore } from './environments/environment-store.ts'
import { JsonColumnStore } from './environments/json-column-store.ts'
import { EvaluationCountStore } from './evaluation/evaluation-count-store.ts'
import type { StoredChangeRequest } from './governance/change-request.ts'
import { ChangeStore } from './governance/change-store.ts'
import { pinOfFlag } from './governance/create-change-request.ts'
import { IncidentRuleStore } from './leases/incident-rule-store.ts'

type Input = Parameters<DemoPart>[0]
type Story = ReturnType<typeof demoStory>
type Telling = { readonly input: Input; readonly story: Story; readonly author: DemoPerson }

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const staging: EnvironmentRef = { project: 'default', environment: 'staging' }
const onOff = { variants: { on: true, off: false }, defaultVariant: 'off' } as const

const sharedBy = (percent: number): FlagDefinition => ({
  state: 'ENABLED',
  ...onOff,
  targeting: {
    if: [
      { $ref: 'staff' },
      'on',
      {
        fractional: [
          ['on', percent],
          ['off', 100 - percent],
        ],
      },
    ],
  },
})

const definitions: Readonly<Record<keyof Story['words']['flags'], FlagDefinition>> = {
  'express-checkout': sharedBy(30),
  'backup-payments': { state: 'ENABLED', ...onOff },
  'new-search': {
    state: 'ENABLED',
    ...onOff,
    targeting: { if: [{ in: [{ var: 'country' }, ['FR', 'BE', 'CH']] }, 'on', null] },
  },
  'search-suggestions': { ...sharedBy(50), defaultVariant: 'off' },
  'winter-sale': { state: 'DISABLED', variants: { none: '', teaser: 'soon', sale: '-20%' }, defaultVariant: 'none' },
}
const componentOf: Partial<Record<keyof typeof definitions, Story['components'][number]['key']>> = {
  'express-checkout': 'checkout',
  'backup-payments': 'checkout',
  'new-search': 'search',
  'search-suggestions': 'search',
  'winter-sale': 'website',
}

/** Flags of the shop, one of them changed a few minutes ago; what an incident of the checkout forces; a change that waits. */
export const demo: DemoPart = async input => {
  const { store, settings, now } = input
  const story = demoStory({ now, language: settings.language })
  const author = story.people.find(({ name }) => name === 'Jonas Weber') ?? story.admin
  const telling = { input, story, author }
  await store.transaction(async () => {
    await addPlaces(telling)
    for (const ref of [defaultEnvironment, staging]) await addFlags(telling, ref)
    await addRecentChange(telling)
    await addIncidentRule(telling)
    await addRequest(telling)
    await new EvaluationCountStore(store).add(countsOf(telling))
  })
  return []
}

async function addPlaces({ input: { store, now }, story: { words } }: Telling): Promise<void> {
  const environments = new EnvironmentStore(store)
  const [name, created_at] = [defaultEnvironment.project, iso(now - 90 * dayMs)]
  await environments.putProject({ name, title: words.page, created_at })
  for (const { environment } of [defaultEnvironment, staging]) {
    const isStaging = environment === staging.environment
    await environments.put({
      project: name,
      name: environment,
      title: isStaging ? 'Staging' : 'Production',
      revision: 1,
      metadata: null,
      extra: null,
      approval: isStaging,
    })
  }
}

async function addFlags({ input: { store, now }, story, author }: Telling, ref: EnvironmentRef): Promise<void> {
  const flags = new FlagStore(store)
  const own = { ...ref, origin: 'api', place: null, revision: 1 } as const
  const rule = { ends_with: [{ var: 'email' }, '@northwind.test'] }
  await flags.putSegment({ ...own, key: 'staff', rule })
  for (const key of Object.keys(definitions) as (keyof typeof definitions)[]) {
    const component = story.components.find(one => one.key === componentOf[key])
    await flags.putFlag({
      ...blankContent,
      ...own,
      key,
      definition: definitions[key],
      description: story.words.flags[key],
      owner: story.words.teams[component?.key === 'search' ? 'search' : 'shop'],
      component: component?.slug ?? null,
      prerequisites: key === 'search-suggestions' ? [{ flag: 'new-search', variants: ['on'] }] : [],
      created_at: iso(now - 60 * dayMs),
      changed_at: iso(now - 3 * dayMs),
      changed_by: author.name,
    })
  }
}

/** Just before the first outage of the checkout: it is suspected. */
async function addRecentChange({ input: { store, publish, now }, story, author }: Telling): Promise<void> {
  const flags = new FlagStore(store)
  const flag = (await flags.flagsOf(defaultEnvironment)).find(({ key }) => key === 'express-checkout')
  if (!flag) throw new Error('the flag that was changed is not there')
  const at = iso(now - 4 * minuteMs)
  const next: StoredFlag = { ...flag, revision: 2, changed_at: at, changed_by: author.name }
  await flags.putFlag(next)
  const change: FlagChange = {
    id: uuid(),
    at,
    ...defaultEnvironment,
    kind: 'flag',
    key: flag.key,
    action: 'changed',
    actor: { id: author.id, kind: 'user', name: author.name },
    reason: story.words.flagChange,
    before: contentOf({ ...flag, definition: sharedBy(10) }),
    after: contentOf(next),
    revision: 2,
    component: flag.component,
    exposure: 0.2,
  }
  await new ChangeStore(store).add(change)
  await publish(fact(FlagChanged, `${flag.project}/${flag.environment}/${flag.key}`, change))
}

/** The payments go through the second provider while the checkout is in trouble. */
async function addIncidentRule({ input: { store, now }, story, author }: Telling): Promise<void> {
  await new IncidentRuleStore(store).put({
    id: uuid(),
    ...defaultEnvironment,
    key: 'backup-payments',
    variant: 'on',
    component: story.components.find(({ key }) => key === 'checkout')?.slug ?? null,
    minimum_impact: 'minor',
    hold_s: 0,
    quiet_s: 60,
    limit_s: 14_400,
    rest_s: 60,
    dry_run: false,
    banner: story.words.flagBanner,
    enabled: true,
    created_by: author.name,
    created_at: iso(now - 20 * dayMs),
    revision: 1,
  })
}

async function addRequest({ input: { store, now }, story, author }: Telling): Promise<void> {
  const flag = (await new FlagStore(store).flagsOf(staging)).find(({ key }) => key === 'winter-sale')
  if (!flag) throw new Error('the flag that is to be changed is not there')
  const before = contentOf(flag)
  const definition: FlagDefinition = { ...before.definition, state: 'ENABLED', defaultVariant: 'teaser' }
  const after = { ...before, definition }
  await new JsonColumnStore<StoredChangeRequest>(store, 'change_request').put({
    id: uuid(),
    ...staging,
    key: flag.key,
    state: 'pending',
    next_at: null,
    action: 'changed',
    actor: { id: author.id, kind: 'user', name: author.name },
    person: author.id,
    requested_at: iso(now - 2 * hourMs),
    decided_by: null,
    decided_at: null,
    reason: story.words.flagRequest,
    before,
    after,
    wanted: { kind: 'flags', flags: [[flag.key, after]], segments: [], settings: null },
    pins: { [`flag ${flag.key}`]: pinOfFlag(flag) },
  })
}

/** A week of evaluations, more by day than by night. */
function countsOf({ input: { now } }: Telling) {
  const random = seeded(2_718)
  const thisHour = Math.floor(now / hourMs) * hourMs
  return Array.from({ length: 7 * 24 }, (_, index) => thisHour - (index + 1) * hourMs).flatMap(at => {
    const visits = 400 + 900 * Math.max(0, Math.sin(((new Date(at).getUTCHours() - 6) / 24) * 2 * Math.PI))
    const count = (key: string, variant: string, share: number) => ({
      ...defaultEnvironment,
      key,
      variant,
      hour: iso(at),
      count: Math.round(visits * share * (0.9 + random() * 0.2)),
    })
    return [
      ...[count('express-checkout', 'on', 0.1), count('express-checkout', 'off', 0.9)],
      count('backup-payments', 'off', 0.3),
      ...[count('new-search', 'on', 0.4), count('new-search', 'off', 0.6)],
      ...[count('search-suggestions', 'on', 0.2), count('search-suggestions', 'off', 0.8)],
      count('winter-sale', '', 0.5),
    ]
  })
}
