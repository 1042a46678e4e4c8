import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client } from 'pg'
import { findPostgres, withPostgres } from './postgres.ts'
import { skipWithout } from './programs.ts'

test('each suite gets an empty database of its own on one real server', async t => {
  if (!(await findPostgres())) return skipWithout(t, 'postgres')
  const [one, two] = await Promise.all([withPostgres(), withPostgres()])
  assert.equal(new URL(one.url).port, new URL(two.url).port)
  const client = new Client({ connectionString: one.url })
  await client.connect()
  await client.query('create table here (id integer)')
  const other = new Client({ connectionString: two.url })
  await other.connect()
  await assert.rejects(other.query('select * from here'), /relation "here" does not exist/)
  await other.end()
  client.on('error', () => {})
  // Dropping works although somebody forgot to close a connection.
  await one.stop()
  await two.stop()
  await assert.rejects(new Client({ connectionString: one.url }).connect(), /does not exist/)
})
