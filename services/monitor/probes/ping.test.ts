import assert from 'node:assert/strict'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { findProgram, skipWithout } from '../../../kit/testing/programs.ts'
import { ping, pingWith, roundTrip } from './ping.ts'
import { probeTarget } from './testing/probe-target.ts'

test('an address that replies is up, in the time that ping measured', async t => {
  const program = await findProgram('ping', { packages: ['iputils-ping'], places: ['/sbin/ping'] })
  if (!program) return skipWithout(t, 'ping')
  const look = await probeTarget(ping, { host: '127.0.0.1' })
  if (look.state === 'unknown') return assert.match(look.reason ?? '', /may not send/)
  assert.deepEqual([look.state, look.reason, look.answered], ['up', null, true])
  assert.ok((look.response_ms ?? -1) >= 0)
  assert.equal(look.evidence().address, '127.0.0.1')
})

test('a name that does not resolve is down', async () => {
  assert.match((await probeTarget(ping, { host: 'no-such-name.invalid' })).reason ?? '', /^name no-such-name\.invalid /)
})

test('without the program the state is unknown, and the package is named', async () => {
  const look = await probeTarget(pingWith('/nowhere/ping'), { host: '127.0.0.1' })
  assert.equal(look.state, 'unknown')
  assert.equal(look.reason, 'the program /nowhere/ping is missing: install the package iputils-ping')
})

test('the time is read from what iputils, busybox and macOS write', () => {
  assert.equal(roundTrip('64 bytes from 1.1.1.1: icmp_seq=1 ttl=57 time=12.7 ms'), 12.7)
  assert.equal(roundTrip('64 bytes from 127.0.0.1: seq=0 ttl=64 time=0.049 ms'), 0.049)
  assert.equal(roundTrip('64 bytes from ::1: icmp_seq=0 hlim=64 time=0.110 ms'), 0.11)
  assert.equal(roundTrip('1 packets transmitted, 0 received, 100% packet loss, time 0ms'), null)
})

describe('what the program says', () => {
  let folder = ''
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ping-'))
  })
  after(() => rm(folder, { recursive: true }))
  const saying = async (script: string, timeout_ms = 10_000) => {
    const program = join(folder, 'ping')
    await writeFile(program, `#!/bin/sh\n${script}\n`)
    await chmod(program, 0o755)
    return probeTarget(pingWith(program), { host: '192.0.2.1' }, { timeout_ms })
  }

  for (const [script, state, reason] of [
    ['exit 1', 'down', /^no reply from 192\.0\.2\.1$/],
    [
      'echo "From 192.0.2.9 icmp_seq=1 Destination Host Unreachable"; exit 1',
      'down',
      /^no route to 192\.0\.2\.1 \(From/,
    ],
    ['echo "ping: connect: Network is unreachable" >&2; exit 2', 'down', /^no route to 192\.0\.2\.1/],
    ['echo "ping: socket: Operation not permitted" >&2; exit 2', 'unknown', /^the ping program may not send/],
    ['echo "ping: permission denied (are you root?)" >&2; exit 1', 'unknown', /^the ping program may not send/],
    ['echo "ping: strange" >&2; exit 2', 'unknown', /^ping failed: ping: strange$/],
  ] as const)
    test(`${script} is ${state}`, async () => {
      const look = await saying(script)
      assert.equal(look.state, state)
      assert.match(look.reason ?? '', reason)
      assert.deepEqual([look.answered, look.response_ms], [false, null])
    })

  test('nothing, for too long, is down, and the program is ended', async () => {
    const look = await saying('exec sleep 60', 300)
    assert.equal(look.reason, 'no answer within 300 ms (no reply from 192.0.2.1)')
  })

  test('is asked for one echo to the address, never through a shell', async () => {
    const look = await saying('echo "$# $1 $2 $3 $LC_ALL time=1.5 ms"')
    assert.equal(look.response_ms, 1.5)
  })
})
