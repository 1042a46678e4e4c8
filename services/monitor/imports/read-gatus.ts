import { type Message, say } from '../../../contracts/messages/words.ts'
import { gatusCondition, goSeconds } from './gatus-condition.ts'
import {
  type Facts,
  hostAndPort,
  type ImportReader,
  isFacts,
  type ReadCheck,
  textIn,
  within,
  without,
} from './read-import.ts'
import { readListed } from './read-listed.ts'

// Source: https://github.com/TwiN/gatus, config.yaml.

export const readGatus: ImportReader = text => {
  const read = readListed(text, 'endpoints', say('import.gatus'))
  if ('code' in read) return read
  const checks = read.items.map(
    ({ line, value }): ReadCheck =>
      isFacts(value)
        ? { line, ...checkOf(value) }
        : { line, name: '?', check: null, remarks: [say('import.no-endpoint')] },
  )
  const isThere = (name: string) => Object.hasOwn(read.document, name)
  const notes = isThere('alerting') ? [say('import.alerting')] : []
  for (const section of ['external-endpoints', 'suites']) {
    if (isThere(section)) notes.push(say('import.section', { name: section }))
  }
  return { checks, notes }
}

function checkOf(endpoint: Facts): ReadCheck {
  const name = textIn(endpoint.name) ?? textIn(endpoint.url) ?? '?'
  const remarks: Message[] = []
  const paused = endpoint.enabled === false || undefined
  if (paused) remarks.push(say('import.off'))
  const target = targetOf(endpoint, remarks)
  if (target === null) return { name, check: null, remarks }
  if (Array.isArray(endpoint.alerts) && endpoint.alerts.length > 0) remarks.push(say('import.alerts'))
  const kind = textIn(target.kind) ?? 'http'
  const interval = goSeconds(textIn(endpoint.interval) ?? '60s') ?? 60
  const client = isFacts(endpoint.client) ? endpoint.client : {}
  const timeout = goSeconds(textIn(client.timeout) ?? '10s') ?? 10
  const pace = { interval: within(1, interval, 604_800), timeout: within(0.1, timeout, 300) }
  const judged = conditionsOf(endpoint.conditions, kind, remarks)
  return {
    name,
    check: without({ name, group: textIn(endpoint.group), ...target, ...pace, ...judged, paused }),
    remarks,
  }
}

function targetOf(endpoint: Facts, remarks: Message[]): Facts | null {
  const url = textIn(endpoint.url) ?? ''
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/is.exec(url) ?? []
  if (isFacts(endpoint.dns)) {
    const { 'query-name': host, 'query-type': type } = endpoint.dns
    return {
      kind: 'dns',
      host: textIn(host)?.replace(/\.$/, ''),
      type: textIn(type),
      server: url.replace(/^.*:\/\//, ''),
    }
  }
  const at = hostAndPort(rest)
  const place = at && without(at)
  switch (scheme.toLowerCase()) {
    case 'http':
    case 'https':
      return httpOf(endpoint, url, remarks)
    case 'tcp':
      return place && { kind: 'tcp', ...place }
    case 'tls':
      return place && { kind: 'tls', ...place }
    case 'icmp':
      return at && { kind: 'ping', host: at.host }
    default:
      remarks.push(scheme ? say('import.no-kind', { kind: scheme }) : say('import.no-address', { url }))
      return null
  }
}

function httpOf({ method, headers, body, client, graphql }: Facts, url: string, remarks: Message[]): Facts {
  const how = isFacts(client) ? client : {}
  if (graphql === true) remarks.push(say('import.graphql', { example: '{"query": …}' }))
  const named = isFacts(headers) ? Object.entries(headers).map(([name, value]) => [name, String(value)]) : []
  return {
    url,
    method: textIn(method)?.toUpperCase(),
    body: textIn(body),
    ...(named.length > 0 ? { headers: Object.fromEntries(named) } : {}),
    ...(how.insecure === true ? { tls: { verify: false } } : {}),
    ...(how['ignore-redirect'] === true ? { follow_redirects: false } : {}),
  }
}

/** Any status is well there unless a condition says otherwise. */
function conditionsOf(given: unknown, kind: string, remarks: Message[]): Facts {
  const conditions: string[] = []
  let expected_status: unknown = kind === 'http' ? '100-599' : undefined
  for (const text of Array.isArray(given) ? given : []) {
    const read = gatusCondition(String(text), kind)
    if ('unknown' in read) remarks.push(read.unknown)
    else if ('condition' in read) conditions.push(read.condition)
    else if ('expected_status' in read) expected_status = read.expected_status
  }
  return { expected_status, ...(conditions.length > 0 ? { conditions } : {}) }
}
