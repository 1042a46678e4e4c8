import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { GetFile, ListFiles, ReleaseFile, ReplayFile } from '../../../contracts/functions/files.ts'
import { InvokeFunction } from '../../../contracts/functions/functions.ts'
import { GetRun, ListRuns } from '../../../contracts/functions/runs.ts'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { getSchedules } from '../../../kit/schedule/schedule-operations.ts'
import type { Fact } from '../../../kit/service/event.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines, type TestEngine } from '../../../kit/testing/engines.ts'
import type { TestHost } from '../../../kit/testing/host.ts'
import { files as filesTable } from '../migrations/0004-files.ts'
import { participants as participantsTable } from '../migrations/0007-participants.ts'
import { functions } from '../service.ts'
import { expectFiles } from './expect-files.ts'
import { FileStore } from './file-store.ts'
import { nothingMade } from './handover.ts'
import { ParticipantStore } from './participant-store.ts'

const root = join(import.meta.dirname, '..', '..', '..', 'functions')
const orders = 'order_id,product,quantity,customer\n101,chAise,2,alIce\n102,buReau,1,bOB\n103,lamPe,4,carlA\n'

type Chain = {
  readonly host: TestHost
  readonly inbox: string
  drop(participant: string, name: string, text: string): void
  /** Below a participant's folder. */
  read(path: string): string
}

async function chainOf(
  t: TestContext,
  engine: TestEngine,
  stack = join(root, 'stack.yml'),
  expect: readonly { participant: string; before: string }[] = [],
): Promise<Chain | null> {
  const inbox = mkdtempSync(join(tmpdir(), 'inbox-'))
  t.after(() => rmSync(inbox, { recursive: true, force: true }))
  const config = { functions: { stack, inbox, expect, allow_unsandboxed: true } }
  const host = await engine.host(t, { services: [functions], config })
  if (!host) return null
  return {
    host,
    inbox,
    drop: (participant, name, text) => {
      mkdirSync(join(inbox, participant, 'data'), { recursive: true })
      writeFileSync(join(inbox, participant, 'data', name), text)
    },
    read: path => readFileSync(join(inbox, path), 'utf8'),
  }
}

const inState = ({ host }: Chain, state: string, count = 1) =>
  host.until(
    `${count} files are ${state}`,
    async () => (await host.call(ListFiles, {})).items.filter(file => file.state === state).length === count,
  )

onBothEngines('the order chain', engine => {
  test('a file that arrives is transformed for its participant, counted and archived', async t => {
    const chain = await chainOf(t, engine)
    if (!chain) return
    const { host, inbox, drop, read } = chain
    drop('US1', 'input.csv', orders)
    await inState(chain, 'processed')
    assert.match(read('US1/depot/output.csv'), /\n101,chaise,2,ALICE,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,US1\n/)
    const [file] = (await host.call(ListFiles, {})).items
    assert.deepEqual(
      [file?.participant, file?.name, file?.rows_in, file?.clean, file?.rejected, file?.rejects],
      ['US1', 'input.csv', 3, 3, 0, null],
    )
    assert.equal(read(file?.output ?? ''), read('US1/depot/output.csv'))
    const run = await host.call(GetRun, { params: { id: file?.run_id ?? '' } })
    assert.equal(run.output, 'Transformation réussie, fichier généré : US1/depot/output.csv')
    assert.deepEqual([run.trigger, run.correlation_id], ['file', file?.id])
    await host.until('it is archived', () => readdirSync(join(inbox, 'US1', 'done')).length === 1)
    assert.deepEqual(readdirSync(join(inbox, 'US1', 'processing')), [])
    assert.deepEqual(readdirSync(join(inbox, 'US1', 'data')), [])

    const status = await host.call(InvokeFunction, { params: { name: 'status-checker' }, body: { body: 'US1' } })
    assert.equal(status.output, 'Nombre de fichiers dans depot/ : 1')
    const nobody = await host.call(InvokeFunction, { params: { name: 'status-checker' }, body: { body: '../US1' } })
    assert.equal(nobody.output, 'Nombre de fichiers dans depot/ : 0')
  })

  test('the day that is announced asks for what waits, and there is nothing', async t => {
    const chain = await chainOf(t, engine)
    if (!chain) return
    const { host } = chain
    const run = await host.call(InvokeFunction, { params: { name: 'daily-checker' }, body: { body: '' } })
    assert.match(run.output, /^\{"order_date":"\d{4}-\d\d-\d\d"\}$/)
    await host.until('the transformer has run', async () => {
      const { items } = await host.call(ListRuns, { query: { function: 'file-transformer' } })
      return items[0]?.state === 'succeeded'
    })
    const [transformer] = (await host.call(ListRuns, { query: { function: 'file-transformer' } })).items
    assert.deepEqual(
      [transformer?.output, transformer?.correlation_id],
      ['Aucun fichier à transformer', run.correlation_id],
    )
  })

  test('the same bytes are read once, what is not finished is left alone, and links are no files', async t => {
    const chain = await chainOf(t, engine)
    if (!chain) return
    const { inbox, drop } = chain
    drop('US1', 'input.csv', orders)
    await inState(chain, 'processed')
    drop('US1', 'again.csv', orders)
    drop('US2', 'input.csv', orders)
    drop('US2', 'growing.csv.part', orders)
    symlinkSync('/etc/passwd', join(inbox, 'US2', 'data', 'link.csv'))
    await inState(chain, 'duplicate')
    await inState(chain, 'processed', 2)
    assert.deepEqual(readdirSync(join(inbox, 'US2', 'data')).toSorted(), ['growing.csv.part', 'link.csv'])
    assert.ok(existsSync(join(inbox, 'US2', 'depot', 'output.csv')))
  })

  test('rows that are wrong go beside the output; too many of them hold it until somebody has looked', async t => {
    const chain = await chainOf(t, engine)
    if (!chain) return
    const { host, inbox, drop, read } = chain
    const wrong = Array.from({ length: 9 }, (_, at) => `${200 + at},a,beaucoup,x\n`).join('')
    drop('US1', 'input.csv', `${orders}${wrong}101,chaise,2,alice\n\n`)
    await inState(chain, 'held')
    const [held] = (await host.call(ListFiles, { query: { state: 'held' } })).items
    const { rows_in, clean, duplicate, rejected, blank } = held ?? {}
    assert.deepEqual([rows_in, clean, duplicate, rejected, blank], [14, 3, 1, 9, 1])
    assert.ok(!existsSync(join(inbox, 'US1', 'depot')))
    const released = await host.call(ReleaseFile, { params: { id: held?.id ?? '' } })
    assert.equal(released.state, 'processed')
    assert.match(read('US1/depot/rejects.csv'), /^line,column,reason,row\n5,quantity,pas un nombre,/)
    assert.match(read('US1/depot/output.csv'), /BOB/)
    await assert.rejects(host.call(ReleaseFile, { params: { id: held?.id ?? '' } }), {
      code: 'functions.file-not-held',
    })
  })

  test('a file that cannot be read fails with its reason, and is read once more when somebody says so', async t => {
    const chain = await chainOf(t, engine)
    if (!chain) return
    const { host, inbox, drop } = chain
    drop('US1', 'input.csv', 'order_id,quantity\n1,2\n')
    await inState(chain, 'failed')
    const [file] = (await host.call(ListFiles, {})).items
    const run = await host.call(GetRun, { params: { id: file?.run_id ?? '' } })
    assert.match(run.output, /^Colonne absente : product, customer/)
    assert.equal(run.attempt, 1)
    await host.until('it is archived', () => readdirSync(join(inbox, 'US1', 'failed')).length === 1)
    const again = await host.call(ReplayFile, { params: { id: file?.id ?? '' } })
    assert.equal(again.state, 'waiting')
    await host.until('another run has read it', async () => {
      const read = await host.call(GetFile, { params: { id: file?.id ?? '' } })
      return read.state === 'failed' && read.run_id !== file?.run_id
    })
  })

  test('a participant whose file cannot be used, or does not come in time, is told of until one is processed', async t => {
    const chain = await chainOf(t, engine, join(root, 'stack.yml'), [{ participant: 'US9', before: '23:59' }])
    if (!chain) return
    const { host, drop } = chain
    drop('US1', 'input.csv', 'order_id,quantity\n1,2\n')
    await inState(chain, 'failed')
    drop('US1', 'other.csv', 'order_id,quantity\n1,3\n')
    await inState(chain, 'failed', 2)
    drop('US1', 'input.csv', orders)
    await inState(chain, 'processed')
    const said = await host.said('functions', SignalChanged)
    assert.deepEqual(
      said.map(({ signal, state, summary, sequence }) => [signal, state, summary, sequence]),
      [
        ['files:US1', 'degraded', 'the file input.csv of US1 could not be read', 1],
        ['files:US1', 'up', 'a file of US1 was processed', 2],
      ],
    )
    assert.equal(said[0]?.episode, said[1]?.episode)
    const { items } = await host.call(getSchedules)
    assert.ok(items.some(({ name }) => name === 'expect a file of US9 by 23:59'))
  })

  test('the edition in Python does the same', async t => {
    const chain = await chainOf(t, engine, join(root, 'python', 'stack.yml'))
    if (!chain) return
    const { host, drop, read } = chain
    drop('US3', 'input.csv', orders)
    await inState(chain, 'processed')
    assert.match(read('US3/depot/output.csv'), /\n102,bureau,1,BOB,.*,US3\n/)
    const [run] = (await host.call(ListRuns, { query: { function: 'file-transformer' } })).items
    assert.equal(run?.output, 'Transformation réussie, fichier généré : US3/depot/output.csv')
    const status = await host.call(InvokeFunction, { params: { name: 'status-checker' }, body: { body: 'US3' } })
    assert.equal(status.output, 'Nombre de fichiers dans depot/ : 1')
    const daily = await host.call(InvokeFunction, { params: { name: 'daily-checker' }, body: { body: '' } })
    assert.match(daily.output, /^\{"order_date":"\d{4}-\d\d-\d\d"\}$/)
  })

  test('a file that has to be there by a time of day is missed once, and not when one came the day before', async t => {
    const store = await engine.store(t, { '0004-files': filesTable, '0007-participants': participantsTable })
    if (!store) return
    const due = Date.parse('2024-11-06T08:30:00.000Z')
    const told: unknown[] = []
    const deps = {
      store,
      files: new FileStore(store),
      participants: new ParticipantStore(store),
      publish: async (...facts: Fact[]) => void told.push(...facts.map(({ subject }) => subject)),
      clock: testClock(due),
    }
    const file = { id: 'f', participant: 'US1', name: 'input.csv', sha256: '', bytes: 1, run_id: null, ...nothingMade }
    await store.transaction(() => deps.files.add({ ...file, state: 'processed', at: '2024-11-05T09:00:00.000Z' }))
    const expected = ['US1', 'US2'].map(participant => ({
      participant,
      before: '08:30',
      time_zone: 'UTC',
      days: '1-5',
    }))
    const schedules = expectFiles(deps, expected)
    assert.deepEqual(schedules[0]?.timing, { kind: 'cron', cron: '30 8 * * 1-5', time_zone: 'UTC', catch_up: 'last' })
    for (const { run } of [...schedules, ...schedules]) await run(due)
    assert.deepEqual(told, ['files:US2'])
  })
})
