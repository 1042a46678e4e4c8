import { type Answer, type Behaviour, type LocalServer, type Received, startLocalServer } from './local-server.ts'

/** Something to watch. It answers 200 until it is told otherwise. */
export type Target = LocalServer & {
  /** Requests received so far, for one path (without its query) or for all. */
  hits(path?: string): number
  /** Gives one path an answer of its own; undefined takes it back. */
  answer(path: string, answer: Answer | undefined): void
}

export async function startTarget(first: Behaviour = 'ok'): Promise<Target> {
  const counts = new Map<string, number>()
  const answers = new Map<string, Answer>()
  const server = await startLocalServer(
    received => answers.get(pathOf(received)) ?? { body: 'ok' },
    received => counts.set(pathOf(received), (counts.get(pathOf(received)) ?? 0) + 1),
  )
  await server.behave(first)
  return {
    ...server,
    hits: path => (path === undefined ? [...counts.values()].reduce((sum, n) => sum + n, 0) : (counts.get(path) ?? 0)),
    answer: (path, answer) => {
      if (answer) answers.set(path, answer)
      else answers.delete(path)
    },
  }
}

const pathOf = (received: Received): string => received.path.split('?')[0] ?? '/'
