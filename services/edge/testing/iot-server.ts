import type { TestContext } from 'node:test'
import { type Answer, type LocalServer, startLocalServer } from '../../../kit/testing/local-server.ts'

export type IotObject = {
  readonly id: string
  readonly client: string
  readonly type: string
  metrics: Record<string, unknown>
  timestamp: string
}

/** The API of objects as it really answers, with values of our own. `answers` wins, by path. */
export type IotServer = LocalServer & {
  readonly objects: IotObject[]
  readonly answers: Map<string, Answer>
  /** Paths, in the order in which they were asked. */
  readonly asked: string[]
}

const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(value)}\n`,
})

/** What the real one answers to an address that it is documented with. */
export const absent: Answer = {
  status: 404,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n',
}

const empty = { activity_level: null, humidity: null, temperature: null }

export const iotObjects = (timestamp: string): IotObject[] => [
  {
    id: 'device_1',
    client: 'client_1',
    type: 'temperature_sensor',
    metrics: { ...empty, battery_level: 71, temperature: 24.25 },
    timestamp,
  },
  {
    id: 'device_2',
    client: 'client_1',
    type: 'humidity_sensor',
    metrics: { ...empty, battery_level: 55, humidity: 61 },
    timestamp,
  },
  {
    id: 'device_3',
    client: 'client_2',
    type: 'activity_tracker',
    metrics: { ...empty, battery_level: 90, activity_level: 12 },
    timestamp,
  },
]

export async function startIotServer(t: TestContext, timestamp = '2026-01-05T08:00:00.250000'): Promise<IotServer> {
  const objects = iotObjects(timestamp)
  const answers = new Map<string, Answer>()
  const asked: string[] = []
  const server = await startLocalServer(
    ({ path }) => answers.get(path) ?? answerOf(path, objects),
    ({ path }) => asked.push(path),
  )
  t.after(() => server.stop())
  return { ...server, objects, answers, asked }
}

function answerOf(path: string, objects: readonly IotObject[]): Answer {
  if (path === '/iot_objects') return json(objects.map(({ id, client, type }) => ({ client, id, type })))
  const [, id, history] = /^\/iot_objects\/([^/]+)(\/history)?$/.exec(path) ?? []
  if (id === undefined) return absent
  const object = objects.find(one => one.id === decodeURIComponent(id))
  if (!object) return json({ error: 'Device not found' }, 404)
  const { client, metrics, timestamp, type } = object
  return json(history ? { client, history: [], id, type } : { client, id, metrics, timestamp, type })
}

/** Of the last minutes, the newest first, as the real one makes it up at each call. */
export const historyOf = (
  object: IotObject,
  points: readonly (readonly [timestamp: string, value: number])[],
): Answer =>
  json({
    client: object.client,
    history: points.map(([timestamp, value]) => ({ timestamp, value })),
    id: object.id,
    type: object.type,
  })

export const documented = (value: unknown): Answer => json(value)
