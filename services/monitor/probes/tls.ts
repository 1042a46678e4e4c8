import { Socket } from 'node:net'
import { Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { endsSoon, expired } from './connection/certificate.ts'
import { openConnection } from './connection/connection.ts'
import { type Attempt, attempt, degraded, down, up, type Verdict } from './kind/attempt.ts'
import { hostPort } from './kind/format.ts'
import { defineCheckKind } from './kind/kind.ts'
import { DegradedAbove, familyOf, Host, hostProblems, IpVersion, Port, slowMs } from './kind/settings.ts'

export const tls = defineCheckKind({
  kind: 'tls',
  summary: 'Opens a TLS connection and verifies the certificate: authority, name, days left.',
  schema: Type.Object(
    {
      host: Host,
      port: Port({ default: 443 }),
      certificate_days: Type.Integer({
        minimum: 0,
        maximum: 3_650,
        default: 14,
        description: 'A certificate with fewer days left is degraded; an expired one is down.',
      }),
      server_name: Type.Optional(
        Type.String({
          minLength: 1,
          maxLength: 253,
          description: 'The name to ask for and to find in the certificate, if not host.',
        }),
      ),
      verify: Type.Boolean({ default: true, description: 'Verify authority and name as well, not only the dates.' }),
      ip_version: IpVersion,
      degraded_above: DegradedAbove,
    },
    { additionalProperties: false },
  ),
  address: ({ host, port }) => hostPort(host, port),
  problems: hostProblems,
  probe: (settings, context) => {
    const { host, port, ip_version, server_name, verify, certificate_days, degraded_above } = settings
    const endpoint = { host, port, family: familyOf(ip_version), tls: { verify, server_name } }
    const probe = async (running: Attempt): Promise<Verdict> => {
      const socket = await openConnection(running, endpoint)
      return socket instanceof Socket ? verdictOn(running, certificate_days) : socket
    }
    return attempt(context, probe, slowMs(degraded_above))
  },
})

function verdictOn({ certificate, context }: Attempt, certificate_days: number): Verdict {
  if (!certificate) return down(say('certificate.none'))
  const ended = expired(certificate, context.clock.now())
  if (ended) return down(ended)
  const soon = endsSoon(certificate, certificate_days)
  return soon ? degraded(soon) : up
}
