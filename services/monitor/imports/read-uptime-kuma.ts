import { readJson } from '../../../contracts/json-fault.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { JsonCounter, largestFile } from '../../../kit/http/body/json-limits.ts'
import {
  type Facts,
  type ImportReader,
  isFacts,
  numberIn,
  type ReadCheck,
  textIn,
  within,
  without,
} from './read-import.ts'

// Source: the JSON backup of Uptime Kuma 1.x (Settings, Backup), `{ version, notificationList, monitorList }`, and rows of its
// table `monitor` under the same names.

export const readUptimeKuma: ImportReader = text => {
  if (new JsonCounter(largestFile).add(Buffer.from(text))) return say('import.complex')
  const { value: backup, fault } = readJson(text)
  if (fault) return say('import.json', { line: fault.line, column: fault.column })
  const list = isFacts(backup) ? backup.monitorList : undefined
  if (!Array.isArray(list)) return say('import.kuma', { command: 'vigie import uptime-kuma' })
  const monitors = list.filter(isFacts)
  const groups = new Map(monitors.flatMap(one => (one.type === 'group' ? [[one.id, textIn(one.name)] as const] : [])))
  const notes = Array.isArray(isFacts(backup) && backup.notificationList) ? [say('import.notifications')] : []
  return { checks: monitors.map(monitor => checkOf(monitor, groups)), notes }
}

function checkOf(monitor: Facts, groups: ReadonlyMap<unknown, string | undefined>): ReadCheck {
  const name = textIn(monitor.name) ?? `monitor ${String(monitor.id ?? '')}`.trim()
  const type = textIn(monitor.type) ?? 'http'
  if (type === 'group') return { name, check: null, remarks: [say('import.group')], skipped: true }
  const read = Object.hasOwn(readers, type) ? readers[type] : undefined
  if (!read) return { name, check: null, remarks: [say('import.no-kind', { kind: type })], skipped: true }
  const remarks: Message[] = []
  const fields = read(monitor, remarks)
  if (fields === null) return { name, check: null, remarks }
  if (monitor.upsideDown === true || monitor.upsideDown === 1) {
    return { name, check: null, remarks: [say('import.upside-down')] }
  }
  const paused = monitor.active === false || monitor.active === 0
  if (paused) remarks.push(say('import.paused'))
  return {
    name,
    check: without({
      name,
      group: groups.get(monitor.parent),
      ...fields,
      ...pace(monitor, type),
      paused: paused || undefined,
    }),
    remarks,
  }
}

type Fields = (monitor: Facts, remarks: Message[]) => Facts | null

const readers: Readonly<Record<string, Fields>> = {
  http: httpOf,
  keyword: (monitor, remarks) => {
    const keyword = textIn(monitor.keyword)
    const absent = monitor.invertKeyword === true || monitor.invertKeyword === 1
    const http = httpOf(monitor, remarks)
    return http && { ...http, [absent ? 'keyword_absent' : 'keyword']: keyword }
  },
  'json-query': (monitor, remarks) => {
    const http = httpOf(monitor, remarks)
    const path = /^\$?\.?([A-Za-z_][\w]*(?:(?:\.[A-Za-z_]\w*)|\[\d+\])*)$/.exec(textIn(monitor.jsonPath) ?? '')?.[1]
    const expected = monitor.expectedValue
    if (path && expected !== undefined && (monitor.jsonPathOperator ?? '==') === '==') {
      return http && { ...http, conditions: [`body.${path} == ${literal(String(expected))}`] }
    }
    remarks.push(say('import.query', { path: String(monitor.jsonPath ?? '') }))
    return http
  },
  port: ({ hostname, port }, remarks) => hostOf('tcp', hostname, remarks, { port: numberIn(port) }),
  ping: ({ hostname }, remarks) => hostOf('ping', hostname, remarks),
  dns: (monitor, remarks) => {
    const server = textIn(monitor.dns_resolve_server)?.split(',')[0]?.trim()
    const port = numberIn(monitor.port)
    const at = server === undefined || server.includes(':') || !port ? server : `${server}:${port}`
    return hostOf('dns', monitor.hostname, remarks, { type: textIn(monitor.dns_resolve_type), server: at })
  },
  push: (monitor, remarks) => {
    const token = textIn(monitor.pushToken)
    remarks.push(say('import.heartbeat'))
    const every = within(1, numberIn(monitor.interval) ?? 60, 31_536_000)
    const kept = token !== undefined && /^[A-Za-z0-9._~-]{16,200}$/.test(token) ? token : undefined
    return { kind: 'heartbeat', every, token: kept }
  },
}

function hostOf(kind: string, hostname: unknown, remarks: Message[], more: Facts = {}): Facts | null {
  const host = textIn(hostname)
  if (host === undefined) remarks.push(say('import.host-missing'))
  return host === undefined ? null : { kind, host, ...more }
}

function httpOf(monitor: Facts, remarks: Message[]): Facts | null {
  const url = textIn(monitor.url)
  if (url === undefined) {
    remarks.push(say('import.address-missing'))
    return null
  }
  const redirects = numberIn(monitor.maxredirects)
  const insecure = monitor.ignoreTls === true || monitor.ignoreTls === 1
  const auth = textIn(monitor.authMethod)
  const basic = textIn(monitor.basic_auth_user)
  if (auth && auth !== 'basic') remarks.push(say('import.sign-in', { method: auth }))
  return {
    url,
    method: textIn(monitor.method)?.toUpperCase(),
    headers: headersOf(monitor.headers, remarks),
    body: textIn(monitor.body),
    expected_status: statusOf(monitor.accepted_statuscodes ?? monitor.accepted_statuscodes_json),
    ...(redirects === undefined ? {} : { max_redirects: within(0, redirects, 20), follow_redirects: redirects > 0 }),
    ...(insecure ? { tls: { verify: false } } : {}),
    ...(auth === 'basic' && basic ? { username: basic, password: textIn(monitor.basic_auth_pass) } : {}),
  }
}

function headersOf(text: unknown, remarks: Message[]): Record<string, string> | undefined {
  const headers = isFacts(text) ? text : readJson(textIn(text) ?? '{}').value
  if (!isFacts(headers)) {
    remarks.push(say('import.headers'))
    return undefined
  }
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  return entries.length > 0 ? Object.fromEntries(entries) : undefined
}

/** `["200-299", "304"]`, or the same as text in copies of the database. */
function statusOf(given: unknown): unknown {
  const list = typeof given === 'string' ? readJson(given).value : given
  if (!Array.isArray(list) || list.length === 0) return undefined
  const codes = list.map(one => (/^\d{3}$/.test(String(one)) ? Number(one) : String(one)))
  return codes.length === 1 ? codes[0] : codes
}

/** A heartbeat is waited for, everything else is probed. */
function pace(monitor: Facts, type: string): Facts {
  const retries = numberIn(monitor.maxretries) ?? 0
  const recheck = numberIn(monitor.retryInterval)
  if (type === 'push') return {}
  const timeout = numberIn(monitor.timeout)
  return {
    interval: within(1, numberIn(monitor.interval) ?? 60, 604_800),
    ...(timeout ? { timeout: within(0.1, timeout, 300) } : {}),
    ...(retries > 0 ? { failure_threshold: within(1, Math.floor(retries) + 1, 100) } : {}),
    ...(retries > 0 && recheck ? { recheck: within(0, recheck, 3_600) } : {}),
  }
}

const literal = (value: string): string =>
  /^(-?\d+(\.\d+)?|true|false|null)$/.test(value) ? value : `'${value.replaceAll("'", "''")}'`
