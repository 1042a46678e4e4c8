import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { stringify } from 'yaml'
import { freePort, startChild } from '../kit/testing/children.ts'
import { findProgram, reasonMissing } from '../kit/testing/programs.ts'
import { findPrometheus, startPrometheus } from '../kit/testing/prometheus.ts'

export type BlackboxLookout = {
  /** Of the exporter and of the Prometheus that drives it and stores what it finds. */
  readonly pids: readonly number[]
  /** Probes that Prometheus has stored as successful, now. */
  up(): Promise<number>
  stop(): Promise<void>
}

const wanted = { packages: ['prometheus-blackbox-exporter'] }

/** Null when the two programs are not there and cannot be installed. */
export async function startBlackbox(urls: readonly string[], interval_s: number): Promise<BlackboxLookout | null> {
  const program = await findProgram('prometheus-blackbox-exporter', wanted)
  if (!program || !(await findPrometheus())) return null
  const folder = mkdtempSync(join(tmpdir(), 'vigie-blackbox-'))
  const http = { preferred_ip_protocol: 'ip4', follow_redirects: true }
  writeFileSync(join(folder, 'blackbox.yml'), stringify({ modules: { http: { prober: 'http', timeout: '5s', http } } }))
  const address = `127.0.0.1:${await freePort()}`
  const exporter = startChild(program, [
    `--config.file=${join(folder, 'blackbox.yml')}`,
    `--web.listen-address=${address}`,
    '--log.level=error',
  ])
  await untilHealthy(address)
  // As the exporter's documentation says to configure Prometheus:
  // https://github.com/prometheus/blackbox_exporter#prometheus-configuration
  const prometheus = await startPrometheus({
    global: { scrape_interval: `${interval_s}s`, scrape_timeout: `${Math.min(interval_s, 10)}s` },
    scrape_configs: [
      {
        job_name: 'blackbox',
        metrics_path: '/probe',
        params: { module: ['http'] },
        static_configs: [{ targets: [...urls] }],
        relabel_configs: [
          { source_labels: ['__address__'], target_label: '__param_target' },
          { source_labels: ['__param_target'], target_label: 'instance' },
          { target_label: '__address__', replacement: address },
        ],
      },
    ],
  })
  return {
    pids: [exporter.process.pid ?? 0, prometheus.pid],
    up: async () => (await prometheus.query('sum(probe_success)'))[0]?.value ?? 0,
    stop: async () => {
      await prometheus.stop()
      await exporter.stop()
      rmSync(folder, { recursive: true })
    },
  }
}

export const blackboxMissing = reasonMissing('prometheus-blackbox-exporter')

async function untilHealthy(address: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await fetch(`http://${address}/-/healthy`).catch(() => null)
    if (answer?.ok) return
    await pause(100)
  }
  throw new Error('the blackbox exporter was not healthy within 60 s')
}
