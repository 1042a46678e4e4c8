import { join } from 'node:path'
import { freePort, startChild } from '../../kit/testing/children.ts'
import { findProgram } from '../../kit/testing/programs.ts'
import { until } from '../../kit/testing/until.ts'
import { cpuSeconds } from '../machine.ts'
import { deviceOf, type Reading, type SeriesEngine } from './engine.ts'
import { bytesIn } from './vigie.ts'

export const findVictoriaMetrics = (): Promise<string | null> =>
  findProgram('victoria-metrics', { packages: ['victoria-metrics'] })

type Answer = { readonly data: { readonly result: readonly { readonly values: readonly unknown[] }[] } }

/** As it is installed, over HTTP. It acknowledges what is in its memory, and writes it to the disk within seconds. */
export async function openVictoriaMetrics(folder: string): Promise<SeriesEngine> {
  const program = await findVictoriaMetrics()
  if (!program) throw new Error('there is no victoria-metrics here')
  const url = `http://127.0.0.1:${await freePort()}`
  const start = async () => {
    const started = startChild(program, [
      `-storageDataPath=${join(folder, 'vm')}`,
      `-httpListenAddr=${new URL(url).host}`,
      '-retentionPeriod=10y',
      '-loggerLevel=ERROR',
    ])
    await until('victoria-metrics listens', async () => (await fetch(`${url}/health`).catch(() => null))?.ok === true)
    return started
  }
  let child = await start()
  let before = 0
  const seconds = () => cpuSeconds(child.process.pid ?? 0)
  const range = async (query: string, [from, to]: readonly [number, number], step: string) => {
    const asked = new URLSearchParams({
      query,
      start: String(from / 1_000),
      end: String(to / 1_000),
      step,
      nocache: '1',
    })
    const answer = (await (await fetch(`${url}/api/v1/query_range?${asked}`)).json()) as Answer
    return answer.data.result.reduce((sum, { values }) => sum + values.length, 0)
  }
  return {
    serverSeconds: () => before + seconds(),
    ingest: async body => {
      const readings = JSON.parse(body) as Reading[]
      const lines = readings.map(({ labels, at, value }) => `reading,device=${labels.device} value=${value} ${at}`)
      const answer = await fetch(`${url}/write?precision=ms`, { method: 'POST', body: lines.join('\n') })
      if (!answer.ok) throw new Error(`victoria-metrics answered ${answer.status}`)
      await answer.arrayBuffer()
    },
    // It writes what it has in memory when it ends.
    settle: async () => {
      before = seconds()
      await child.stop('SIGINT')
      child = await start()
    },
    oneSeries: async (series, from, to) => {
      const one = `reading_value{device="${deviceOf(series)}"}[1m]`
      const found = await Promise.all([
        range(`min_over_time(${one})`, [from, to], '60s'),
        range(`max_over_time(${one})`, [from, to], '60s'),
        range(`avg_over_time(${one})`, [from, to], '60s'),
        range(`quantile_over_time(0.95, ${one})`, [from, to], '60s'),
      ])
      return found[0] ?? 0
    },
    fleet: async (from, to) => {
      await range('max_over_time(reading_value[1h])', [from, to], '3600s')
      return range('avg_over_time(reading_value[1h])', [from, to], '3600s')
    },
    diskBytes: async () => bytesIn(folder),
    stop: () => child.stop(),
  }
}
