import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FlagChanged } from '../../../contracts/flags/flags.ts'
import { CreateIncident, GetIncident, type Incident } from '../../../contracts/incidents/incidents.ts'
import { ProviderChanged } from '../../../contracts/providers.ts'
import { type EventData, fact } from '../../../kit/service/event.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { type IncidentsHost, incidentsHost } from '../testing/incidents-host.ts'
import { at, defined, signal } from '../testing/signals.ts'

type Body = Input<typeof CreateIncident>['body']
type Provider = EventData<typeof ProviderChanged>
type Change = EventData<typeof FlagChanged>
const change: Change = {
  ...{ id: 'one', at: at(60), project: 'default', environment: 'production', kind: 'flag', key: 'ui', revision: 1 },
  ...{ action: 'created', actor: { id: 'ada', kind: 'user', name: 'Ada' }, reason: null },
  ...{ before: null, after: {}, component: null, exposure: null },
}
const cloudflare = (parts: Partial<Provider> = {}): Provider => ({
  ...{ id: 'cloudflare', name: 'Cloudflare', kind: 'statuspage', url: 'https://www.cloudflarestatus.com' },
  ...{ state: 'partial_outage', derived: false, since: at(120), reason: null, source_updated_at: null },
  ...{ failing_since: null, critical: false, components: [], incidents: [], maintenances: [] },
  ...{ revision: 1, archived: false },
  ...parts,
})
const say = (host: IncidentsHost, ...news: Provider[]) =>
  host.tell('incidents', ...news.map(one => fact(ProviderChanged, one.id, one)))
const db = { signal: 'check:db', component: 'database', episode: 'd1' }
const said = (incident: Incident | undefined) => incident?.suspected_causes.map(({ message }) => message)
const settings = { time_zone: 'Europe/Paris' }

async function define(host: IncidentsHost): Promise<void> {
  await host.define(
    defined({ depends_on: ['Database', 'provider:cloudflare'] }),
    defined({ slug: 'database', name: 'Database', depends_on: ['API Production'] }, { check: 'db' }),
  )
}

onBothEngines('What probably caused an incident', engine => {
  test('is known when it opens: a provider and a component that it stands on', async t => {
    const host = await incidentsHost(t, engine, { settings })
    if (!host) return
    await define(host)
    await say(host, cloudflare())
    await host.hear(signal({ ...db, s: 60 }))
    await host.hear(signal({ s: 130 }))
    const [api, database] = await host.all()
    assert.deepEqual(said(api), [
      'probably caused by Cloudflare, since 09:02',
      'probably caused by Database, since 09:01',
    ])
    assert.deepEqual(api?.suspected_causes[0]?.since, at(120))
    // They stand on each other, so either may be the cause; nothing goes round in a ring.
    assert.deepEqual(said(database), [
      'probably caused by Cloudflare, since 09:02',
      'probably caused by API Production, since 09:02',
    ])
    const body: Body = { title: 'Slow', impact: 'minor', components: ['api-production'] }
    assert.equal((await host.call(CreateIncident, { body })).suspected_causes.length, 2)
  })

  test('is added when it becomes known within ten minutes, once', async t => {
    const host = await incidentsHost(t, engine, { settings })
    if (!host) return
    await define(host)
    await host.hear(signal())
    await host.clock.advance(590_000)
    await say(host, cloudflare(), cloudflare({ state: 'operational', revision: 0 }))
    await say(host, cloudflare({ state: 'major_outage', revision: 2 }))
    const [incident] = await host.all()
    assert.deepEqual(said(incident), ['probably caused by Cloudflare, since 09:02'])
    assert.deepEqual(
      incident?.timeline.filter(({ kind }) => kind === 'cause').map(({ public: shown }) => shown),
      [false],
    )
    await host.clock.advance(20_000)
    await host.hear(signal({ ...db, s: 605 }))
    const params = { id: incident?.id ?? '' }
    assert.equal((await host.call(GetIncident, { params })).suspected_causes.length, 1)
  })

  test('a component that fails afterwards is a cause too, however long the chain', async t => {
    const host = await incidentsHost(t, engine, { settings })
    if (!host) return
    await host.define(
      defined({ depends_on: ['Shop'] }),
      defined({ slug: 'shop', name: 'Shop', depends_on: ['Database'] }, { check: 'shop' }),
      defined({ slug: 'database', name: 'Database' }, { check: 'db' }),
    )
    await host.hear(signal())
    await host.hear(signal({ ...db, s: 30 }))
    const incident = (await host.all()).find(({ component }) => component?.slug === 'api-production')
    assert.deepEqual(said(incident), ['probably caused by Database, since 09:00'])
  })

  test('what is well, in maintenance or no longer followed is not suspected', async t => {
    const host = await incidentsHost(t, engine, { settings })
    if (!host) return
    await define(host)
    await say(host, cloudflare({ state: 'maintenance' }))
    await host.hear(signal())
    await say(host, cloudflare({ revision: 2, archived: true }))
    assert.deepEqual((await host.all()).map(said), [[]])
  })

  test('may be a flag that was changed before it, not one that a file has just made known', async t => {
    const host = await incidentsHost(t, engine, { settings })
    if (!host) return
    await host.define(defined())
    const flag = (key: string, more: Partial<Change>) => fact(FlagChanged, key, { ...change, id: key, key, ...more })
    const file = { id: 'file', kind: 'file', name: 'flags.json' }
    await host.tell(
      'incidents',
      flag('first-read', { action: 'file', actor: file }),
      flag('edited', { action: 'file', actor: file, before: { state: 'ENABLED' } }),
      flag('made', { action: 'created' }),
    )
    await host.hear(signal({ s: 130 }))
    const [incident] = await host.all()
    assert.deepEqual(said(incident)?.toSorted(), [
      'the flag edited was changed by flags.json at 09:01',
      'the flag made was changed by Ada at 09:01',
    ])
  })
})
