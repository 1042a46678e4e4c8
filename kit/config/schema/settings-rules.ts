import { isIP } from 'node:net'
import { say } from '../../messages/kit-catalogue.ts'
import { invalid } from '../../service/errors.ts'
import type { ConfigProblem } from '../../service/service.ts'
import { nearest } from '../../service/validation-message.ts'
import { didYouMean } from '../problem.ts'
import type { Settings } from '../settings.ts'

/** What the schema of the settings cannot say. */
export function settingsFaults(settings: Settings, services: readonly string[]): ConfigProblem[] {
  const peers = Object.keys(settings.peers)
  return [
    ...timeZoneFaults(settings.time_zone),
    ...rangeFaults('allow', settings.network.allow),
    ...rangeFaults('trusted_proxies', settings.network.trusted_proxies),
    ...peers
      .filter(name => !services.includes(name))
      .map(name => ({
        path: ['peers', name],
        message: say('config.no-service'),
        hint: didYouMean(nearest(name, services)) ?? say('config.known', { names: services }),
      })),
    ...(peers.length > 0 && settings.cluster_key === undefined
      ? [{ path: ['peers'], message: say('config.cluster-key') }]
      : []),
  ]
}

function rangeFaults(name: string, ranges: readonly string[]): ConfigProblem[] {
  return ranges.flatMap((range, index) =>
    isRange(range)
      ? []
      : [
          {
            path: ['network', name, index],
            message: say('config.range', { range }),
          },
        ],
  )
}

function timeZoneFaults(name: string): ConfigProblem[] {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return []
  } catch {
    const hint = didYouMean(nearest(name, Intl.supportedValuesOf('timeZone')))
    return [{ path: ['time_zone'], message: say('config.time-zone', { name }), hint }]
  }
}

function isRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** Asked at the start, because what a process runs is not said in the file. */
export function requireClusterKey({ peers, cluster_key }: Settings): void {
  if (Object.keys(peers).length === 0 || cluster_key) return
  throw invalid('kit.no-cluster-key', '"peers" needs a "cluster_key" (or cluster_key_file), the same in every process')
}

/** Below `/api` nobody could tell whether a proxy took the base path away or a route of our own is meant. */
export function requireUnlikeBasePath(route: string, base: string): void {
  const [, first] = base.split('/')
  if (!first || first !== route.split('/')[1]) return
  throw invalid(
    'kit.base-path-taken',
    `the path of "public_url" cannot begin with /${first}, as paths of Vigie itself do`,
  )
}
