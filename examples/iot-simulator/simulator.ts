import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { between, chanceOf, type Device, devicesOf, type Fleet, type Metric, metricOf, rounded } from './devices.ts'
import { FaultList, readFault } from './fault-list.ts'
import { isActive, measureWith } from './faults.ts'

export type SimulatorOptions = Partial<Fleet> & {
  /** 0, and where none is named: any that is free. */
  readonly port?: number
  readonly host?: string
  readonly clock?: { now(): number }
  /** Timestamps are local times of this zone, which they do not name; the machine's own unless it is said. */
  readonly timezone?: string
  /** As on the command line, such as `spike,device=device_1,after=60,for=10`. */
  readonly faults?: readonly string[]
}

export type Simulator = {
  readonly url: string
  readonly port: number
  readonly devices: readonly Device[]
  readonly faults: FaultList
  stop(): Promise<void>
}

type Answer = { readonly status: number; readonly html?: string; readonly json?: unknown }

const notFoundPage =
  '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n'
const errorPage =
  '<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n<h1>Internal Server Error</h1>\n<p>The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.</p>\n'

const historyEntries = 10
const metrics: readonly Metric[] = ['activity_level', 'battery_level', 'humidity', 'temperature']

/** The API of the objects, with the answers of the real one to the letter. */
class IotApi {
  readonly #fleet: Fleet
  readonly #faults: FaultList
  readonly #clock: { now(): number }
  readonly #timezone: string | undefined
  readonly devices: readonly Device[]
  readonly #byId: ReadonlyMap<string, Device>
  #calls = 0

  constructor(
    fleet: Fleet,
    { faults, clock, timezone }: { faults: FaultList; clock: { now(): number }; timezone?: string },
  ) {
    this.#fleet = fleet
    this.#faults = faults
    this.#clock = clock
    this.#timezone = timezone
    this.devices = devicesOf(fleet)
    this.#byId = new Map(this.devices.map(device => [device.id, device]))
  }

  answer(path: string): Answer {
    const [root = '', first, second, ...more] = path.split('/').slice(1).map(decoded)
    if (root === '' && first === undefined) return { status: 200, json: welcome }
    if (root !== 'iot_objects' || more.length > 0) return { status: 404, html: notFoundPage }
    if (first === undefined) return { status: 200, json: this.devices.map(summary) }
    if (first === 'by_client' && second !== undefined) return this.#ofClient(second)
    if (second !== undefined && second !== 'history') return { status: 404, html: notFoundPage }
    const device = this.#byId.get(first)
    if (!device) return { status: 404, json: { error: 'Device not found' } }
    return { status: 200, json: second === 'history' ? this.#history(device) : this.#object(device) }
  }

  #ofClient(client: string): Answer {
    const found = this.devices.filter(device => device.client === client)
    if (found.length === 0) return { status: 404, json: { error: 'No devices found for this client' } }
    return { status: 200, json: found.map(summary) }
  }

  #object(device: Device): unknown {
    const now = this.#clock.now()
    const at = this.#faults.heardAt(device, now)
    const faults = this.#faults.all
    const values = metrics.map(metric => [metric, measureWith(this.#fleet, device, metric, { at, faults })] as const)
    const { client, id, type } = device
    return { client, id, metrics: Object.fromEntries(values), timestamp: this.#localTime(at), type }
  }

  /** Invented anew on each call, of 40 to 80 for whatever is no temperature, minutes back from the call: as in the real API. */
  #history(device: Device): unknown {
    this.#calls += 1
    const metric = metricOf[device.type] === 'temperature' ? 'temperature' : 'humidity'
    const chance = chanceOf(this.#fleet.seed + this.#calls, device, metric)
    const now = this.#clock.now()
    const history = Array.from({ length: historyEntries }, (_, minutes) => ({
      timestamp: this.#localTime(now - minutes * 60_000),
      value: rounded(metric, between(metric, chance(minutes))),
    }))
    const { client, id, type } = device
    return { client, history, id, type }
  }

  #localTime(at: number): string {
    const local = new Date(at).toLocaleString('sv-SE', { timeZone: this.#timezone }).replace(' ', 'T')
    const micros = (at % 1_000) * 1_000 + ((at * 7_919) % 997)
    return `${local}.${String(Math.floor(micros)).padStart(6, '0')}`
  }
}

const welcome = {
  hint: 'Commencez par /iot_objects pour voir les objets disponibles.',
  message: "Bienvenue sur l'API IoT. Explorez les endpoints disponibles pour récupérer les données.",
}

const summary = ({ client, id, type }: Device) => ({ client, id, type })

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { seed = 1, devices = 6, clients, signal = 'daily', port = 0, host = '127.0.0.1', timezone } = options
  const clock = options.clock ?? { now: () => Date.now() }
  const faults = new FaultList(clock)
  for (const text of options.faults ?? []) faults.add(readFault(text))
  const fleet: Fleet = { seed, devices, signal, ...(clients !== undefined && { clients }) }
  const api = new IotApi(fleet, { faults, clock, ...(timezone !== undefined && { timezone }) })
  const stopping = new AbortController()
  const server = createServer((request, response) => {
    answer(request, { api, faults, clock, signal: stopping.signal }).then(
      given => send(response, given),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  return {
    url: `http://${host}:${bound}`,
    port: bound,
    devices: api.devices,
    faults,
    stop: () => {
      stopping.abort()
      server.closeAllConnections()
      return new Promise(resolve => server.close(() => resolve()))
    },
  }
}

type Serving = {
  readonly api: IotApi
  readonly faults: FaultList
  readonly clock: { now(): number }
  readonly signal: AbortSignal
}

async function answer(request: IncomingMessage, { api, faults, clock, signal }: Serving): Promise<Answer> {
  const path = (request.url ?? '/').split('?')[0] ?? '/'
  if (path === '/faults' || path.startsWith('/faults/')) return faults.answer(request, path)
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, html: notFoundPage }
  const waitMs = faults.delayOf(clock.now())
  if (waitMs > 0) await pause(waitMs, undefined, { signal })
  const kinds = faults.all.filter(fault => isActive(fault, clock.now())).map(({ kind }) => kind)
  if (kinds.includes('error')) return { status: 500, html: errorPage }
  return kinds.includes('not_found') ? { status: 404, html: notFoundPage } : api.answer(path)
}

/** Keys in order, characters beyond ASCII escaped and a line feed at the end, as Flask writes JSON. */
function send(response: ServerResponse, { status, html, json }: Answer): void {
  if (html !== undefined) {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html)
    return
  }
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  const text = JSON.stringify(json).replace(/[^\0-\x7f]/g, escaped)
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${text}\n`)
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '5050' },
      host: { type: 'string', default: '127.0.0.1' },
      seed: { type: 'string', default: '1' },
      devices: { type: 'string', default: '6' },
      clients: { type: 'string' },
      signal: { type: 'string', default: 'daily' },
      timezone: { type: 'string' },
      fault: { type: 'string', multiple: true, default: [] },
    },
  })
  const simulator = await startSimulator({
    port: Number(values.port),
    host: values.host,
    seed: Number(values.seed),
    devices: Number(values.devices),
    signal: values.signal === 'uniform' ? 'uniform' : 'daily',
    faults: values.fault,
    ...(values.clients !== undefined && { clients: Number(values.clients) }),
    ...(values.timezone !== undefined && { timezone: values.timezone }),
  })
  process.stdout.write(`${values.devices} devices at ${simulator.url}/iot_objects\n`)
}
