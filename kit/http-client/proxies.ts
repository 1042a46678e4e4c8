import { BlockList, isIP } from 'node:net'
import type { Environment } from '../config/environment.ts'
import type { Settings } from '../config/settings.ts'
import { type OutgoingPolicy, outgoingPolicy } from './network.ts'
import { HttpAgent, HttpsAgent } from './node-http.ts'

/**
 * `proxy` of the configuration, or HTTP_PROXY and HTTPS_PROXY as curl reads them. What NO_PROXY names goes past it, and
 * loopback always does: there it means another machine.
 */
export function proxiesOf(proxy: string | undefined, variables: Environment): Pick<OutgoingPolicy, 'agentFor'> {
  const variable = (name: string) => variables[name.toLowerCase()] || variables[name] || undefined
  const http = proxy ?? variable('HTTP_PROXY')
  const https = proxy ?? variable('HTTPS_PROXY')
  const isDirect = exceptions(variable('NO_PROXY') ?? '')
  // Each request has a connection of its own, through a proxy too.
  const options = { keepAlive: false }
  const httpAgent = http === undefined ? undefined : new HttpAgent({ ...options, proxyEnv: { HTTP_PROXY: http } })
  const httpsAgent = https === undefined ? undefined : new HttpsAgent({ ...options, proxyEnv: { HTTPS_PROXY: https } })
  return {
    agentFor: url => {
      if (isDirect(url)) return undefined
      return url.protocol === 'https:' ? httpsAgent : httpAgent
    },
  }
}

type Configured = { readonly settings: Pick<Settings, 'network'>; readonly environment?: Environment }

/** Of this installation. */
export const policyOf = ({ settings: { network }, environment = {} }: Configured): OutgoingPolicy =>
  outgoingPolicy({ allow: network.allow, proxies: proxiesOf(network.proxy, environment) })

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Entries are names with all below them (`acme.test`, `.acme.test`), addresses, either with a port, or `*` for all. */
function exceptions(noProxy: string): (url: URL) => boolean {
  const entries = noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
  return url => {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const version = isIP(host)
    if (host === 'localhost' || (version !== 0 && loopback.check(host, version === 4 ? 'ipv4' : 'ipv6'))) return true
    const port = url.port || (url.protocol === 'https:' ? '443' : '80')
    return entries.some(entry => {
      if (entry === '*' || entry === host) return true
      const [name = '', ofPort = port] = isIP(entry) === 6 ? [entry] : entry.split(':')
      const domain = name.replace(/^\*?\./, '')
      return ofPort === port && (host === domain || host.endsWith(`.${domain}`))
    })
  }
}
