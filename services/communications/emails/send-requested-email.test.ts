import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MailWanted } from '../../../contracts/identity/access.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'
import { startPostgresProxy } from '../../../kit/testing/faults/postgres-proxy.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { findPostgres, withPostgres } from '../../../kit/testing/postgres.ts'
import { skipWithout } from '../../../kit/testing/programs.ts'
import { startSmtp } from '../../../kit/testing/smtp.ts'
import { communications } from '../service.ts'

const wanted = (id: string, more: Record<string, unknown> = {}): Fact =>
  fact(MailWanted, 'u1', {
    ...{ id, kind: 'invitation', user_id: 'u1', to: 'ann@example.com', name: 'Ann', language: 'fr' },
    ...{ path: '/console/invite#token=secret-of-one-use', expires_at: '2999-01-01T00:00:00.000Z' },
    ...more,
  } as never)

test('an invitation is written once, in the language of the user, and its link stays nowhere', async t => {
  const smtp = await startSmtp()
  t.after(smtp.stop)
  const host = await testHost(t, {
    services: [communications],
    config: {
      ...{ public_url: 'https://status.example.com', notifications: [] },
      smtp: { host: smtp.host, port: smtp.port, from: 'status@example.com', secure: false },
    },
  })
  const late = wanted('m2', { expires_at: '2020-01-01T00:00:00.000Z' })
  await host.tell('communications', wanted('m1'), late)
  await host.until('it is sent', () => smtp.mails.length === 1)
  const [mail] = smtp.mails
  assert.deepEqual(mail!.to, ['ann@example.com'])
  assert.match(mail!.headers.subject!, /invit/)
  assert.match(
    mail!.source.replaceAll('=\r\n', ''),
    /https:\/\/status\.example\.com\/console\/invite#token=3Dsecret-of-one-use/,
  )
  await host.until('nothing is left of it', async () => /vigie_letters_queued 0/.test(await host.metrics()))
  const rows = await host.host
    .store('communications')
    .query<{ mail: { letter: string } }>()
    .selectFrom('mail')
    .selectAll()
    .execute()
  assert.deepEqual(rows, [])
})

test('a letter that went out just when the database was lost is not sent again', async t => {
  if (!(await findPostgres())) return skipWithout(t, 'postgres')
  const smtp = await startSmtp()
  t.after(smtp.stop)
  const proxy = await startPostgresProxy((await withPostgres()).url)
  const host = await testHost(t, {
    ...{ services: [communications], store: proxy.url },
    config: {
      ...{ public_url: 'https://status.example.com', notifications: [] },
      smtp: { host: smtp.host, port: smtp.port, from: 'status@example.com', secure: false },
    },
  })
  t.after(() => proxy.stop())
  const store = host.host.store('communications')
  proxy.onCommit(() => {
    if (smtp.mails.length === 0) return null
    proxy.refuse()
    return 'before'
  })
  await host.tell('communications', wanted('m3'))
  await host.until('the connection breaks', () => proxy.broken() > 0)
  proxy.cut()
  await host.until('the database is away', () => !store.condition().ok)
  proxy.onCommit(() => null)
  proxy.pass()
  const rows = () => store.query<{ mail: { id: string } }>().selectFrom('mail').selectAll().execute()
  await host.until('it is forgotten', async () => store.condition().ok && (await rows()).length === 0)
  assert.equal(smtp.mails.length, 1)
})
