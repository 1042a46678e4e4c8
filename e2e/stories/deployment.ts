import type { TestContext } from 'node:test'
import { freePort } from '../../kit/testing/children.ts'
import { startVigie, type Vigie } from '../../kit/testing/process.ts'
import { services } from '../../main.ts'

/** A running Vigie as the outside sees it, be it one process or many. */
export type Deployment = {
  readonly name: string
  /** Address of the process that has this service. */
  url(service: string): string
  of(service: string): Vigie
  readonly all: readonly Vigie[]
}

/** Each can run alone; what runs everywhere is in all of them. */
const alone = services.filter(service => !service.everywhere).map(({ name }) => name)
const cluster_key = 'stories-are-told-with-a-key-of-32-characters'

/** The same story is told once in one process, and once with every service in its own, reached over HTTP. */
export const deployments: readonly {
  readonly name: string
  start(t: TestContext, config: string): Promise<Deployment>
}[] = [
  {
    name: 'in one process',
    start: async (t, config) => {
      const vigie = await startVigie({ config, environment })
      t.after(() => vigie.remove())
      return { name: 'one', url: () => vigie.url, of: () => vigie, all: [vigie] }
    },
  },
  {
    name: 'in a process per service',
    start: async (t, config) => {
      const ports = new Map<string, number>()
      for (const service of alone) ports.set(service, await freePort())
      const peers = [...ports].map(([service, port]) => `  ${service}: "http://127.0.0.1:${port}"`).join('\n')
      const whole = `${config}\ncluster_key: ${cluster_key}\npeers:\n${peers}\n`
      const started = await Promise.all(
        [...ports].map(async ([service, port]) => {
          const vigie = await startVigie({ config: whole, services: [service], port, environment })
          t.after(() => vigie.remove())
          return [service, vigie] as const
        }),
      )
      const byService = new Map(started)
      const of = (service: string): Vigie => {
        const vigie = byService.get(service)
        if (!vigie) throw new Error(`no process has ${service}`)
        return vigie
      }
      return { name: 'split', url: service => of(service).url, of, all: [...byService.values()] }
    },
  },
]

const environment = { SLACK_BOT_TOKEN: 'xoxb-test-token' }
