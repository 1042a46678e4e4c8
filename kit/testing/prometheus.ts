import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { freePort, startChild } from './children.ts'
import { findProgram, reasonMissing } from './programs.ts'
import { until } from './until.ts'

export type Sample = { readonly metric: Readonly<Record<string, string>>; readonly value: number }

export type Prometheus = {
  readonly url: string
  readonly pid: number
  readonly folder: string
  /** The present value of every series of a PromQL expression. */
  query(expression: string): Promise<readonly Sample[]>
  stop(): Promise<void>
}

export function findPrometheus(): Promise<string | null> {
  return findProgram('prometheus', { packages: ['prometheus'] })
}

/** A real Prometheus with this configuration (its `prometheus.yml` as a value) and an empty store. */
export async function startPrometheus(configuration: object, flags: readonly string[] = []): Promise<Prometheus> {
  const program = await findPrometheus()
  if (!program) throw new Error(reasonMissing('prometheus'))
  const folder = mkdtempSync(join(tmpdir(), 'vigie-prometheus-'))
  writeFileSync(join(folder, 'prometheus.yml'), stringify(configuration))
  const url = `http://127.0.0.1:${await freePort()}`
  const child = startChild(program, [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=${new URL(url).host}`,
    '--log.level=warn',
    ...flags,
  ])
  await until('prometheus is ready', async () => {
    if (child.process.exitCode !== null) throw new Error(`prometheus ended: ${child.output()}`)
    return (await fetch(`${url}/-/ready`).catch(() => null))?.ok === true
  })
  return {
    url,
    pid: child.process.pid ?? 0,
    folder,
    query: async expression => {
      const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`)
      const { data } = (await answer.json()) as QueryAnswer
      return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }))
    },
    stop: async () => {
      await child.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** https://prometheus.io/docs/prometheus/latest/querying/api/#instant-queries */
type QueryAnswer = {
  readonly data: {
    readonly result: readonly { readonly metric: Record<string, string>; readonly value: readonly [number, string] }[]
  }
}
