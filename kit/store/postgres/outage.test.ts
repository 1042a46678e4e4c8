import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type StoreBehindProxy, storeBehindProxy, type ThingTables } from '../../testing/store-behind-proxy.ts'
import { until } from '../../testing/until.ts'
import { StoreFailure } from '../failure.ts'
import { Storage } from '../storage.ts'

/** What PostgreSQL does, what callers are told meanwhile, and what an operator does about it. */
type Outage = {
  readonly what: string
  readonly code: string
  readonly begin: (house: StoreBehindProxy) => unknown
  readonly end: (house: StoreBehindProxy) => unknown
}

const endSessions = ({ server, database }: StoreBehindProxy) =>
  server.run(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`)

const outages: readonly Outage[] = [
  {
    ...{ what: 'is stopped and started', code: 'store.unavailable' },
    begin: ({ server }) => server.stop(),
    end: ({ server }) => server.start(),
  },
  {
    ...{ what: 'is killed and started', code: 'store.unavailable' },
    begin: ({ server }) => server.stop('SIGKILL'),
    end: ({ server }) => server.start(),
  },
  {
    ...{ what: 'cannot be reached', code: 'store.unavailable' },
    begin: ({ proxy }) => {
      proxy.refuse()
      proxy.cut()
    },
    end: ({ proxy }) => proxy.pass(),
  },
  {
    ...{ what: 'hangs', code: 'store.no-answer' },
    begin: ({ server }) => server.freeze(),
    end: ({ server }) => server.thaw(),
  },
  {
    ...{ what: 'takes no writes', code: 'store.read-only' },
    begin: async house => {
      await house.server.run(`alter database ${house.database} set default_transaction_read_only = on`)
      await endSessions(house)
    },
    end: async house => {
      await house.server.run(`alter database ${house.database} reset default_transaction_read_only`)
      await endSessions(house)
    },
  },
  {
    ...{ what: 'has no connection left', code: 'store.no-connection' },
    begin: async house => {
      await house.server.run(`alter database ${house.database} connection limit 0`)
      await endSessions(house)
    },
    end: ({ server, database }) => server.run(`alter database ${database} connection limit -1`),
  },
  {
    ...{ what: 'lets the account in no more', code: 'store.account-refused' },
    begin: async house => {
      await house.server.run('alter role plain nologin')
      await endSessions(house)
    },
    end: ({ server }) => server.run('alter role plain login'),
  },
]

for (const { what, code, begin, end } of outages) {
  test(`the database ${what}: that is said, and all works by itself when it is over`, async t => {
    const house = await plainHouse(t)
    if (!house) return
    const { store, add, ids } = house
    await add(1)
    await begin(house)
    let id = 10
    let last: unknown
    await until('it is said', async () => {
      id += 1
      await add(id).catch((thrown: unknown) => {
        last = thrown
      })
      return store.condition().code === code
    })
    assert.ok(last instanceof StoreFailure, String(last))
    assert.equal(last.kind, 'unavailable')
    assert.doesNotMatch(JSON.stringify([last.message, last.why, store.condition()]), /plain|127\.0\.0\.1|behind_/)
    await end(house)
    await until('it works', async () => {
      await store.probe()
      return store.condition().ok
    })
    await add(2)
    const there = await ids()
    assert.ok(there.includes(1) && there.includes(2), String(there))
    assert.deepEqual(house.lost, [])
  })
}

test('a bug in what hears of an outage ends neither the process nor the search for the database', async t => {
  const house = await plainHouse(t)
  if (!house) return
  const { store, server, database, add, ids } = house
  let failures = 0
  store.whenConditionChanges(() => {
    if (store.condition().ok) return
    failures += 1
    throw new Error('a bug')
  })
  await server.run(`alter database ${database} connection limit 0`)
  await endSessions(house)
  await until('both causes are told', () => failures >= 2)
  await server.run(`alter database ${database} connection limit -1`)
  await until('it works again', () =>
    add(failures).then(
      () => true,
      () => false,
    ),
  )
  assert.deepEqual(await ids(), [failures])
})

/** As an account without special rights, for which the limits hold. */
async function plainHouse(t: Parameters<typeof storeBehindProxy>[0]): Promise<StoreBehindProxy | null> {
  return storeBehindProxy(t, 'plain')
}

test('a session that is ended in the middle of a transaction fails that one, and nothing else', async t => {
  const house = await plainHouse(t)
  if (!house) return
  const { store, server, database, add, ids } = house
  await assert.rejects(
    store.transaction(async () => {
      await store.query<{ thing: { id: number } }>().insertInto('thing').values({ id: 1 }).execute()
      await server.run(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}' and state like 'idle in%'`,
      )
      await store.query<{ thing: { id: number } }>().insertInto('thing').values({ id: 2 }).execute()
    }),
    StoreFailure,
  )
  await add(3)
  assert.deepEqual(await ids(), [3])
})

test('who asks waits no longer than it takes to know that the database is away', async t => {
  const house = await plainHouse(t)
  if (!house) return
  const { storage, proxy } = house
  const never = new Promise<never>(() => undefined)
  const asking = assert.rejects(
    storage.whileThere(() => never),
    { code: 'store.unavailable' },
  )
  proxy.refuse()
  proxy.cut()
  await asking
  proxy.pass()
})

test('what somebody was told is not done now is not done later, and those who come afterwards have their turn', async t => {
  const house = await plainHouse(t)
  if (!house) return
  const { storage, store, server, add, ids } = house
  await add(1)
  server.freeze()
  t.after(server.thaw)
  const refused = { name: 'StoreFailure', kind: 'unavailable' }
  const asking = [2, 3].map(id =>
    assert.rejects(
      storage.whileThere(() => add(id)),
      refused,
    ),
  )
  // It has asked something first, and writes when it has the answer.
  const reading = storage.whileThere(async () => {
    await store.query<ThingTables>().selectFrom('thing').select('id').execute()
    await add(4)
  })
  await Promise.all([...asking, assert.rejects(reading, refused)])
  server.thaw()
  await until('it works again', () =>
    storage
      .whileThere(() => add(5))
      .then(
        () => true,
        () => false,
      ),
  )
  assert.deepEqual(await ids(), [1, 5])
})

test('whoever cannot know whether it is saved is told to look', async t => {
  const house = await plainHouse(t)
  if (!house) return
  const { storage, proxy, add, ids } = house
  // The server carries it out, and nobody can ask whether it has.
  proxy.onCommit(count => {
    if (count < 1) return null
    proxy.refuse()
    setImmediate(() => proxy.cut())
    return 'at'
  })
  await assert.rejects(
    storage.whileThere(() => add(1)),
    { code: 'store.outcome-unknown' },
  )
  proxy.onCommit(() => null)
  proxy.pass()
  await until('it works again', () =>
    add(2).then(
      () => true,
      () => false,
    ),
  )
  assert.ok((await ids()).includes(2))
})

test('a process that was cut off while another took over writes nothing any more, and is told', async t => {
  const house = await plainHouse(t)
  if (!house) return
  const { proxy, server, database, add, ids, lost } = house
  await add(1)
  proxy.refuse()
  proxy.cut()
  const url = server.url(database)
  const data = mkdtempSync(join(tmpdir(), 'vigie-other-'))
  const other = await Storage.open({ data, url })
  t.after(async () => {
    await other.close()
    rmSync(data, { recursive: true, force: true })
  })
  await until('the other has it', async () => {
    try {
      await other.claimAlone(['test'])
      return true
    } catch {
      return false
    }
  })
  proxy.pass()
  await until('it is told', () => lost.length > 0)
  assert.deepEqual(lost, ['another process has taken over test'])
  await assert.rejects(add(2), { code: /^store\./ })
  assert.deepEqual(await ids(), [1])
})

test('a database that has forgotten what was committed, or is another one, is told as lost', async t => {
  for (const change of ['update vigie.owner set mark = mark - 1', 'drop schema vigie cascade']) {
    const house = await plainHouse(t)
    if (!house) return
    const { proxy, server, database, add, lost } = house
    await add(1)
    proxy.refuse()
    await server.run(change, database)
    proxy.cut()
    proxy.pass()
    await until('it is told', () => lost.length > 0)
    assert.match(lost[0] ?? '', /^the database (has forgotten what test had saved|is not the one it was)$/)
  }
})

test('transactions of many at once have their turn one after the other, on no more connections than there may be', async t => {
  const house = await plainHouse(t)
  if (!house) return
  const { store, proxy, add, ids } = house
  let most = 0
  const read = async () => {
    await store.query<{ thing: { id: number } }>().selectFrom('thing').selectAll().execute()
    most = Math.max(most, proxy.connections())
  }
  const all = [...Array(100).keys()]
  await Promise.all(all.flatMap(id => [add(id), read(), read()]))
  assert.deepEqual(await ids(), all)
  assert.ok(most > 5 && most <= 12, String(most))
})
