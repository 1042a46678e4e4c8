import assert from 'node:assert/strict'
import { resolve } from 'node:path'
import { test } from 'node:test'
import { Refusal } from '../service/errors.ts'
import { type ProgramFlags, programOptions } from './program.ts'

const refusal = (flags: ProgramFlags, environment = {}): string => {
  try {
    programOptions({ flags, environment, known_services: ['monitor', 'incidents'] })
  } catch (error) {
    assert.ok(error instanceof Refusal && error.code === 'config.bad-option')
    return error.message
  }
  return assert.fail('was accepted')
}

test('without flags and variables it listens on 127.0.0.1:3000 and keeps its data in ./data', () => {
  assert.deepEqual(programOptions({ flags: {}, environment: {} }), {
    data: resolve('data'),
    host: '127.0.0.1',
    port: 3000,
    services: [],
  })
})

test('flags win over variables, variables over defaults; an empty variable is none', () => {
  const environment = { VIGIE_HOST: '0.0.0.0', VIGIE_PORT: '8080', VIGIE_DATA: '', VIGIE_CONFIG: 'a.yaml' }
  assert.deepEqual(programOptions({ flags: { port: '0', services: ['monitor'] }, environment }), {
    config: 'a.yaml',
    data: resolve('data'),
    host: '0.0.0.0',
    port: 0,
    services: ['monitor'],
  })
})

test('nonsense is refused, all of it at once, each with what would be right', () => {
  const said = refusal(
    { host: 'http://localhost', port: 'http', config: ' ', services: ['monitr'] },
    { VIGIE_DATA: import.meta.filename },
  )
  assert.deepEqual(said.split('\n'), [
    '--config needs the name of a file',
    `VIGIE_DATA must be a folder, but ${import.meta.filename} is a file`,
    '--host must be an address or a host name to listen on, such as 127.0.0.1 or 0.0.0.0, not "http://localhost": write the host alone',
    '--port must be a port from 0 to 65535, not "http"',
    'monitr is not a service (did you mean "monitor"?)',
  ])
})

test('a port or address out of range is refused', () => {
  for (const port of ['65536', '-1', '3000.5', '', '1e3', 99_999]) assert.match(refusal({ port }), /^--port must be/)
  for (const host of ['999.1.1.1', 'a b', '', '-x']) assert.match(refusal({ host }), /^--host must be/)
  for (const host of ['::1', '0.0.0.0', 'localhost', 'vigie.internal']) {
    assert.equal(programOptions({ flags: { host }, environment: {} }).host, host)
  }
})
