import { execFile, execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Bench } from '../bench.ts'
import type { Report } from '../report.ts'

export const noNetwork: Bench = {
  name: 'no-network',
  shows: 'an outage of its own network is one incident about the lookout and none about a service',
  quick: report => run(report, { services: 10, cut_s: 5 }),
  proof: report => run(report, { services: 500, cut_s: 5 }),
}

export type NoNetworkPlan = { readonly services: number; readonly cut_s: number }

/** One fact that the part inside the namespace found, told as a line of JSON. */
export type Finding = { readonly what: string; readonly right: boolean; readonly found: string }

export type Measured = { readonly what: string; readonly figure: number; readonly at_most: number }

/**
 * Two network namespaces joined by a virtual cable: the lookout in one, what it watches in the other, so that the cable
 * can be pulled without touching the machine's own network.
 */
async function run(report: Report, plan: NoNetworkPlan): Promise<void> {
  if (process.getuid?.() !== 0 || spawnSync('ip', ['netns', 'list']).status !== 0) {
    report.fact('skipped', 'network namespaces need root and iproute2')
    return
  }
  const here = `vigie-here-${process.pid}`
  const there = `vigie-there-${process.pid}`
  const ip = (...args: string[]) => execFileSync('ip', args)
  try {
    for (const name of [here, there]) {
      ip('netns', 'add', name)
      ip('-n', name, 'link', 'set', 'lo', 'up')
    }
    ip('link', 'add', 'here', 'netns', here, 'type', 'veth', 'peer', 'name', 'there', 'netns', there)
    ip('-n', here, 'addr', 'add', '10.99.0.1/24', 'dev', 'here')
    ip('-n', there, 'addr', 'add', '10.99.0.2/24', 'dev', 'there')
    ip('-n', here, 'link', 'set', 'here', 'up')
    ip('-n', there, 'link', 'set', 'there', 'up')
    ip('-n', here, 'route', 'add', 'default', 'via', '10.99.0.2')
    const script = join(import.meta.dirname, '..', 'no-network', 'main.ts')
    const args = ['netns', 'exec', here, process.execPath, script, JSON.stringify({ ...plan, there })]
    const { stdout, failure } = await promisify(execFile)('ip', args, { timeout: 300_000 }).then(
      ({ stdout }) => ({ stdout, failure: '' }),
      (thrown: { stdout: string; stderr: string }) => ({ stdout: thrown.stdout, failure: thrown.stderr.slice(-2_000) }),
    )
    for (const line of stdout.split('\n').filter(line => line.startsWith('{'))) {
      const told = JSON.parse(line) as Finding | Measured
      if ('figure' in told) report.figure(told.what, told.figure, 's', { at_most: told.at_most })
      else report.require(told.what, told.right, told.found)
    }
    report.require('it ran to its end', failure === '', failure || 'yes')
  } finally {
    for (const name of [here, there]) spawnSync('ip', ['netns', 'del', name])
  }
}
