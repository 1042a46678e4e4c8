import { findPostgres, startPostgres } from '../postgres.ts'
import { reasonMissing } from '../programs.ts'
import { directly, type Fault, type LayGround } from './fault.ts'
import { type CommitFault, type PostgresProxy, startPostgresProxy } from './postgres-proxy.ts'

const away = /the database (cannot be reached|does not answer|is starting or stopping)/

/** The program has its data on PostgreSQL, through a proxy. */
export const onPostgres: LayGround = async () => {
  if (!(await findPostgres())) return reasonMissing('postgres')
  const server = await startPostgres()
  const proxy = await startPostgresProxy(server.url('postgres'))
  const outage = (name: string, begin: () => unknown, end: () => unknown): Fault => ({
    name,
    cause: away,
    inject: async () => {
      await begin()
      return async () => void (await end())
    },
  })
  return {
    faults: [
      outage(
        'PostgreSQL is stopped',
        () => server.stop(),
        () => server.start(),
      ),
      outage(
        'PostgreSQL is killed',
        () => server.stop('SIGKILL'),
        () => server.start(),
      ),
      outage(
        'PostgreSQL hangs',
        () => server.freeze(),
        () => server.thaw(),
      ),
      outage(
        'PostgreSQL is out of reach',
        () => {
          proxy.refuse()
          proxy.cut()
        },
        () => proxy.pass(),
      ),
      answersAreLost(proxy),
    ],
    options: {},
    store: proxy.url,
    portOf: directly,
    remove: async () => {
      await proxy.stop()
      await server.remove()
    },
  }
}

const share = 0.3
const kinds: readonly CommitFault[] = ['before', 'at', 'after', 'after']

/** A connection breaks around one COMMIT in three: whoever sent it cannot know what came of it. */
const answersAreLost = (proxy: PostgresProxy): Fault => ({
  name: 'answers of COMMIT are lost',
  cause: null,
  inject: async () => {
    proxy.onCommit(() => (Math.random() < share ? (kinds[Math.floor(Math.random() * kinds.length)] ?? null) : null))
    return async () => proxy.onCommit(() => null)
  },
})
