import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CommitFault } from '../../testing/faults/postgres-proxy.ts'
import { storeBehindProxy } from '../../testing/store-behind-proxy.ts'
import { until } from '../../testing/until.ts'
import { StoreFailure } from '../failure.ts'

for (const fault of ['before', 'at', 'after'] satisfies CommitFault[]) {
  test(`a connection that breaks ${fault} the COMMIT: what the store says of the change is so`, async t => {
    const house = await storeBehindProxy(t)
    if (!house) return
    const { proxy, add, ids } = house
    proxy.onCommit(count => (count % 2 === 0 ? null : fault))
    const told: number[] = []
    const refused: number[] = []
    for (let id = 0; id < 20; id++) {
      await add(id, () => told.push(id)).catch((thrown: unknown) => {
        assert.ok(thrown instanceof StoreFailure, String(thrown))
        assert.equal(thrown.code, 'store.not-saved')
        refused.push(id)
      })
    }
    assert.ok(proxy.broken() >= 10)
    assert.deepEqual(await ids(), told)
    assert.deepEqual(
      [...told, ...refused].toSorted((a, b) => a - b),
      [...Array(20).keys()],
    )
    if (fault === 'before') assert.equal(refused.length, 10)
    if (fault === 'after') assert.equal(refused.length, 0)
  })
}

test('a COMMIT whose answer is lost with the database is settled when it is back, and what waits comes after it', async t => {
  const house = await storeBehindProxy(t)
  if (!house) return
  const { store, proxy, add, ids } = house
  const order: string[] = []
  proxy.onCommit(() => {
    proxy.refuse()
    return 'after'
  })
  const first = add(1, () => order.push('first is committed')).catch(() => order.push('first is not'))
  const second = add(2).then(
    () => order.push('second'),
    () => order.push('second'),
  )
  await until('the answer is lost', () => proxy.broken() === 1)
  proxy.cut()
  await until('the database is away', () => !store.condition().ok)
  proxy.onCommit(() => null)
  proxy.pass()
  await Promise.all([first, second])
  assert.equal(order.at(-1), 'second')
  assert.equal((await ids()).includes(1), order.includes('first is committed'))
})

test('a process that ends before the fate of its COMMIT is known says that it is not known', async t => {
  const house = await storeBehindProxy(t)
  if (!house) return
  const { store, storage, proxy, add } = house
  proxy.onCommit(() => {
    proxy.refuse()
    return 'after'
  })
  const adding = add(1)
  const refused = assert.rejects(adding, { code: 'store.outcome-unknown' })
  await until('the answer is lost', () => proxy.broken() === 1)
  proxy.cut()
  storage.stopping()
  await refused
  await store.close()
})
