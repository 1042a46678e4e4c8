import type { TestContext } from 'node:test'
import { freePort } from '../../kit/testing/children.ts'
import { type TestClock, testClock } from '../../kit/testing/clock.ts'
import { testHost } from '../../kit/testing/host.ts'
import { services } from '../../main.ts'

type Config = Readonly<Record<string, unknown>>

/** A running Vigie with a clock that the story moves: all services behind one address, or each behind its own. */
export type House = {
  readonly clock: TestClock
  /** Of whoever has this service. */
  url(service: string): string
  /** Lets time pass while something is under way. */
  passing<T>(doing: PromiseLike<T>): Promise<T>
  /** So much later at once, also while something is under way. */
  later(ms: number): Promise<void>
  /** Lets time pass until it is true; says what was waited for when it never is. */
  eventually(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void>
}

const cluster_key = 'stories-are-told-with-a-key-of-32-characters'

export const houses: readonly { readonly name: string; build(t: TestContext, config: Config): Promise<House> }[] = [
  {
    name: 'in one process',
    build: async (t, config) => {
      const clock = testClock(Date.now())
      const { host } = await testHost(t, { services, config, clock })
      const url = await host.listen({ host: '127.0.0.1', port: 0 })
      return house(clock, () => url)
    },
  },
  {
    name: 'with each service alone, the others reached over HTTP',
    build: async (t, config) => {
      const clock = testClock(Date.now())
      const everywhere = services.filter(service => service.everywhere)
      const alone = services.filter(service => !service.everywhere)
      const ports = new Map<string, number>()
      for (const { name } of alone) ports.set(name, await freePort())
      const address = (name: string) => `http://127.0.0.1:${ports.get(name)}`
      const peers = Object.fromEntries(alone.map(({ name }) => [name, address(name)]))
      for (const service of alone) {
        const { host } = await testHost(t, {
          services: [service, ...everywhere],
          config: { ...config, cluster_key, peers },
          clock,
        })
        await host.listen({ host: '127.0.0.1', port: ports.get(service.name) ?? 0 })
      }
      return house(clock, address)
    },
  },
]

const patienceMs = 30_000

function house(clock: TestClock, url: House['url']): House {
  let passed = Promise.resolve()
  /** One after the other: of two at once the shorter would turn time back. */
  const later = (ms: number): Promise<void> => {
    passed = passed.then(() => clock.advance(ms))
    return passed
  }
  const moment = async () => {
    await later(10)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  return {
    clock,
    url,
    later,
    passing: async doing => {
      let done = false
      const watched = Promise.resolve(doing).finally(() => {
        done = true
      })
      watched.catch(() => {})
      while (!done) await moment()
      return watched
    },
    eventually: async (what, isTrue) => {
      const end = performance.now() + patienceMs
      while (!(await isTrue())) {
        if (performance.now() > end) throw new Error(`waited ${patienceMs} ms in vain: ${what}`)
        await moment()
      }
    },
  }
}
