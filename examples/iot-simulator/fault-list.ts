import type { IncomingMessage } from 'node:http'
import type { Device, Metric } from './devices.ts'
import { ranges } from './devices.ts'
import { apiFaults, concerns, deviceFaults, type Fault, type FaultKind, isActive } from './faults.ts'

/** As somebody orders it; times are seconds from now. */
export type FaultOrder = {
  readonly kind: FaultKind
  readonly device?: string
  readonly metric?: Metric
  readonly after_s?: number
  /** For ever, where it is not said. */
  readonly for_s?: number
  readonly size?: number
  readonly every_s?: number
}

type ListedFault = Fault & { readonly id: number }

const kinds: readonly string[] = [...deviceFaults, ...apiFaults]
const numbers = ['after_s', 'for_s', 'size', 'every_s'] as const
const forever = 8.64e15

/** `spike,device=device_1,after=60,for=10`: as on the command line. */
export function readFault(text: string): FaultOrder {
  const [kind = '', ...settings] = text.split(',')
  const named = settings.map(setting => {
    const [name = '', value = ''] = setting.split('=')
    return ['after', 'for', 'every'].includes(name)
      ? [`${name}_s`, Number(value)]
      : [name, name === 'size' ? Number(value) : value]
  })
  return checked({ kind, ...Object.fromEntries(named) })
}

function checked(order: Readonly<Record<string, unknown>>): FaultOrder {
  const { kind, device, metric } = order
  if (!kinds.includes(String(kind))) throw new Error(`kind must be one of ${kinds.join(', ')}`)
  if (device !== undefined && typeof device !== 'string') throw new Error('device must be the id of a device')
  if (metric !== undefined && !(String(metric) in ranges)) {
    throw new Error(`metric must be one of ${Object.keys(ranges).join(', ')}`)
  }
  const wrong = numbers.find(name => order[name] !== undefined && !Number.isFinite(order[name]))
  if (wrong) throw new Error(`${wrong} must be a number`)
  return order as FaultOrder
}

export class FaultList {
  readonly #clock: { now(): number }
  #faults: readonly ListedFault[] = []
  #lastId = 0
  /** Of each late burst and device: how many of the samples of the silence were given out. */
  readonly #caughtUp = new Map<string, number>()
  /** Of each sleep: when the API is awake. */
  readonly #awakeAt = new Map<number, number>()

  constructor(clock: { now(): number }) {
    this.#clock = clock
  }

  get all(): readonly ListedFault[] {
    return this.#faults
  }

  add({ kind, device, metric, after_s = 0, for_s, size, every_s }: FaultOrder): ListedFault {
    const from = this.#clock.now() + after_s * 1_000
    this.#lastId += 1
    const fault: ListedFault = {
      id: this.#lastId,
      kind,
      from,
      to: for_s === undefined ? forever : from + for_s * 1_000,
      ...(device !== undefined && { device }),
      ...(metric !== undefined && { metric }),
      ...(size !== undefined && { size }),
      ...(every_s !== undefined && { every_ms: every_s * 1_000 }),
    }
    this.#faults = [...this.#faults, fault]
    return fault
  }

  remove(id?: number): void {
    this.#faults = id === undefined ? [] : this.#faults.filter(fault => fault.id !== id)
  }

  /** Whose measurement a call gets: of now, of before the device fell silent, or the next of what it sends late. */
  heardAt(device: Device, now: number): number {
    for (const fault of this.#faults) {
      if (!concerns(fault, device) || (fault.kind !== 'dropout' && fault.kind !== 'late_burst')) continue
      if (isActive(fault, now)) return fault.from - 1
      if (fault.kind === 'dropout' || now < fault.from) continue
      const key = `${fault.id} ${device.id}`
      const given = this.#caughtUp.get(key) ?? 0
      const at = fault.from + given * (fault.every_ms ?? 10_000)
      if (at >= fault.to) continue
      this.#caughtUp.set(key, given + 1)
      return at
    }
    return now
  }

  /** How long a call takes. The first one wakes an API that sleeps, and all wait until it is awake. */
  delayOf(now: number): number {
    const delays = this.#faults
      .filter(fault => isActive(fault, now))
      .map(({ id, kind, size }) => {
        if (kind === 'slow') return size ?? 5_000
        if (kind !== 'sleep') return 0
        const awakeAt = this.#awakeAt.get(id) ?? now + (size ?? 30_000)
        this.#awakeAt.set(id, awakeAt)
        return awakeAt - now
      })
    return Math.max(0, ...delays)
  }

  /** `GET`, `POST` and `DELETE /faults[/{id}]`. */
  async answer(request: IncomingMessage, path: string): Promise<{ status: number; json: unknown }> {
    const id = path.split('/')[2]
    if (request.method === 'GET') return { status: 200, json: this.#faults }
    if (request.method === 'DELETE') {
      this.remove(id === undefined ? undefined : Number(id))
      return { status: 200, json: this.#faults }
    }
    if (request.method !== 'POST') return { status: 405, json: { error: 'use GET, POST or DELETE' } }
    try {
      return { status: 201, json: this.add(checked(await bodyOf(request))) }
    } catch (error) {
      return { status: 400, json: { error: error instanceof Error ? error.message : String(error) } }
    }
  }
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk)
    if (text.length > 10_000) throw new Error('the body is too large')
  }
  const body: unknown = JSON.parse(text)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw new Error('the body must be an object')
  return body as Readonly<Record<string, unknown>>
}
