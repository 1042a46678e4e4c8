import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { freePort, startChild } from './children.ts'
import { findProgram, skipWithout } from './programs.ts'
import { until } from './until.ts'

/** A broker of MQTT on a port of 127.0.0.1; null when the test was skipped. */
export async function startMosquitto(t: TestContext): Promise<{ readonly url: string } | null> {
  const program = await findProgram('mosquitto', { packages: ['mosquitto'], places: ['/usr/sbin/mosquitto'] })
  if (!program) {
    skipWithout(t, 'mosquitto')
    return null
  }
  const folder = mkdtempSync(join(tmpdir(), 'vigie-mosquitto-'))
  const port = await freePort()
  const file = join(folder, 'mosquitto.conf')
  writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nuser root\n`)
  const broker = startChild(program, ['-c', file, '-v'])
  t.after(async () => {
    await broker.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  await until('the broker listens', () => broker.output().includes('running'))
  return { url: `mqtt://127.0.0.1:${port}` }
}
