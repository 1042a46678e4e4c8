import { spawn } from 'node:child_process'
import { Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { shortened } from '../../../kit/http-client/shortened.ts'
import type { Message } from '../../../kit/messages/message.ts'
import { messageOf } from '../../../kit/service/errors.ts'
import { addressOf } from './connection/connection.ts'
import { type Attempt, attempt, down, unknown, up, type Verdict } from './kind/attempt.ts'
import { type CheckKind, defineCheckKind } from './kind/kind.ts'
import { DegradedAbove, familyOf, Host, hostProblems, IpVersion, slowMs } from './kind/settings.ts'

export const ping = pingWith('ping')

/** Sockets for ICMP need rights that a Node program does not have, so the system's own program is used. */
export function pingWith(program: string): CheckKind {
  return defineCheckKind({
    kind: 'ping',
    summary: 'Sends one ICMP echo with the ping program of the system.',
    schema: Type.Object(
      { host: Host, ip_version: IpVersion, degraded_above: DegradedAbove },
      { additionalProperties: false },
    ),
    address: ({ host }) => host,
    problems: hostProblems,
    probe: ({ host, ip_version, degraded_above }, context) => {
      const probe = async (running: Attempt): Promise<Verdict> => {
        const address = await addressOf(running, host, familyOf(ip_version))
        return typeof address === 'string' ? echo(running, program, address) : address
      }
      return attempt(context, probe, slowMs(degraded_above))
    },
  })
}

// A language of its own for its output, and a path that nobody else decides.
const environment = { LC_ALL: 'C', PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }

function echo(attempt: Attempt, program: string, address: string): Promise<Verdict> {
  attempt.address = address
  attempt.waiting = say('ping.no-reply', { address })
  return new Promise(resolve => {
    const child = start(program, address)
    if ('code' in child) return resolve(unknown(child))
    attempt.hold({ destroy: () => child.kill('SIGKILL') })
    let output = ''
    const collect = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(0, 4_096)
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (failure: NodeJS.ErrnoException) => resolve(unknown(missing(program, failure))))
    child.on('close', code => {
      attempt.measured_ms = roundTrip(output)
      attempt.answered = attempt.measured_ms !== null
      resolve(attempt.answered ? up : silent(address, output, code))
    })
  })
}

function start(program: string, address: string) {
  try {
    return spawn(program, ['-c', '1', address], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (thrown) {
    return notStarted(program, messageOf(thrown))
  }
}

function missing(program: string, failure: NodeJS.ErrnoException): Message {
  if (failure.code === 'ENOENT') return say('ping.missing', { program })
  return notStarted(program, failure.message)
}

const notStarted = (program: string, text: string): Message => say('ping.not-started', { program, text })

/** Milliseconds, from what iputils, busybox and the BSDs write; null without a reply. */
export function roundTrip(output: string): number | null {
  const found = /\btime[=<]([\d.]+) ?ms/.exec(output)?.[1]
  return found === undefined ? null : Number(found)
}

function silent(address: string, output: string, code: number | null): Verdict {
  if (/not permitted|permission denied|cap_net_raw|are you root/i.test(output)) return unknown(say('ping.forbidden'))
  if (/unreachable/i.test(output)) {
    return down(say('connection.no-route', { where: address, code: shortened(unreachable(output), 120) }))
  }
  // 2 is an error of the program itself for iputils; busybox and others know only 1.
  if (code !== 0 && code !== 1) return unknown(say('ping.failed', { text: shortened(output.trim(), 160) }))
  return down(say('ping.no-reply', { address }))
}

const unreachable = (output: string): string => output.split('\n').find(line => /unreachable/i.test(line)) ?? ''
