import { inPages } from '../../../kit/store/in-pages.ts'
import { type Device, type Sighting, seen } from './device.ts'
import type { DeviceStore } from './device-store.ts'

/** More than one site has; whoever invents names fills no memory. */
const mostOfClient = 20_000

/** All objects, in memory; what is new of one is stored with the next `flush`. */
export class Devices {
  readonly #store: DeviceStore
  readonly #all = new Map<string, Map<string, Device>>()
  readonly #unstored = new Map<string, Device>()
  #isNew = false

  constructor(store: DeviceStore) {
    this.#store = store
  }

  async load(): Promise<void> {
    for await (const page of inPages<Device>(after => this.#store.behind(after)))
      for (const device of page) this.#put(device)
  }

  find(client: string, id: string): Device | undefined {
    return this.#all.get(client)?.get(id)
  }

  /** By id. */
  of(client: string): Device[] {
    return [...(this.#all.get(client)?.values() ?? [])].toSorted(byId)
  }

  clients(): string[] {
    return [...this.#all.keys()].toSorted()
  }

  /** By client and id. */
  all(): Device[] {
    return this.clients().flatMap(client => this.of(client))
  }

  /** Undefined: the client has as many as it may have. */
  see(sighting: Sighting): Device | undefined {
    const before = this.find(sighting.client, sighting.id)
    if (!before && (this.#all.get(sighting.client)?.size ?? 0) >= mostOfClient) return undefined
    const device = seen(before, sighting)
    this.change(device, before?.type !== device.type || before?.source !== device.source)
    return device
  }

  /** `isNews`: more than that it was seen again. */
  change(device: Device, isNews = true): void {
    this.#put(device)
    this.#unstored.set(JSON.stringify([device.client, device.id]), device)
    this.#isNew ||= isNews
  }

  /** There is something that must not be lost. */
  get hasNews(): boolean {
    return this.#isNew
  }

  async flush(): Promise<void> {
    const unstored = [...this.#unstored]
    this.#isNew = false
    try {
      await this.#store.put(unstored.map(([, device]) => device))
    } catch (thrown) {
      this.#isNew = true
      throw thrown
    }
    for (const [key, device] of unstored) if (this.#unstored.get(key) === device) this.#unstored.delete(key)
  }

  async forget(client: string): Promise<void> {
    await this.#store.deleteOf(client)
    this.#all.delete(client)
    for (const [key, device] of this.#unstored) if (device.client === client) this.#unstored.delete(key)
  }

  #put(device: Device): void {
    const mine = this.#all.get(device.client) ?? new Map<string, Device>()
    this.#all.set(device.client, mine)
    mine.set(device.id, device)
  }
}

const byId = (a: Device, b: Device): number => (a.id < b.id ? -1 : 1)
