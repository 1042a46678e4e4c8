import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FlagLease } from '../../contracts/flags/flag-leases.ts'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import { startVigie, testAdminKey, type Vigie } from '../../kit/testing/process.ts'
import { until } from '../../kit/testing/until.ts'

const definition = { state: 'ENABLED', variants: { full: 'full', lite: 'lite' }, defaultVariant: 'full' }

test('what an incident forces outlives a kill -9: given back once, and not what a person changed meanwhile', async t => {
  const vigie = await startVigie({ services: ['incidents', 'flags'], config: 'logging: { level: ERROR }\n' })
  t.after(() => vigie.remove())
  const send = sender(vigie)
  const leases = async () => (await vigie.get<{ items: FlagLease[] }>('/api/v1/flags/leases')).items
  const states = async () => (await leases()).map(({ key, state, by }) => [key, state, by]).sort()
  const served = async (key: string) =>
    ((await send('POST', `/ofrep/v1/evaluate/flags/${key}`, {})) as { value?: unknown }).value
  const lines = async (id: string) =>
    (await vigie.get<Incident>(`/api/v1/incidents/${id}`)).timeline.map(({ message }) => message)

  await send('POST', '/api/v1/components', { name: 'API' })
  for (const key of ['search', 'basket']) {
    await send('POST', '/api/v1/flags', { key, definition })
    await send('POST', '/api/v1/flags/incident-rules', { key, variant: 'lite', component: 'api', quiet_s: 1 })
  }
  const { id } = (await send('POST', '/api/v1/incidents', {
    ...{ title: 'Slow', impact: 'critical', components: ['api'] },
  })) as Incident
  await until('both are forced', async () => (await served('search')) === 'lite' && (await served('basket')) === 'lite')

  await vigie.kill()
  await vigie.restart()
  assert.deepEqual([await served('search'), await served('basket')], ['lite', 'lite'], 'from the first evaluation on')
  const taken = await leases()
  assert.deepEqual(await states(), [
    ['basket', 'active', null],
    ['search', 'active', null],
  ])

  await send('PUT', '/api/v1/flags/definitions/basket', { owner: 'shop', reason: 'looked at it' })
  await send('POST', `/api/v1/incidents/${id}/status`, { status: 'resolved' })
  await vigie.kill()
  await vigie.restart()
  await until('the one is given back', async () => (await served('search')) === 'full')
  await until('of the other a person is asked', async () => (await states())[0]?.[1] === 'asking')
  assert.equal(await served('basket'), 'lite', 'until somebody says what it should be')

  await vigie.kill()
  await vigie.restart()
  assert.deepEqual(await states(), [
    ['basket', 'asking', 'admin key'],
    ['search', 'restored', null],
  ])
  assert.deepEqual(
    (await leases()).map(lease => lease.id),
    taken.map(lease => lease.id),
    'nothing was taken twice',
  )
  const basket = taken.find(({ key }) => key === 'basket')
  await send('POST', `/api/v1/flags/leases/${basket?.id}/release`, { reason: 'as defined' })
  assert.equal(await served('basket'), 'full')
  await until('the timeline says it', async () => (await lines(id)).some(line => /basket.*definition/.test(line)))
  const given = (await lines(id)).filter(line => /search.*definition/.test(line))
  assert.equal(given.length, 1, 'told once, however often it started again')
})

function sender({ url }: Vigie) {
  return async (method: string, path: string, body: unknown): Promise<unknown> => {
    const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
    const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) })
    const text = await answer.text()
    assert.ok(answer.ok, `${path} answered ${answer.status}: ${text}`)
    return JSON.parse(text)
  }
}
