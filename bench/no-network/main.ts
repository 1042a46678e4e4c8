import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import type { Incident } from '../../contracts/incidents/incidents.ts'
import { startSlack } from '../../kit/testing/slack.ts'
import { until } from '../../kit/testing/until.ts'
import { configText, numbered, withVigie } from '../lookout.ts'
import type { Finding, Measured, NoNetworkPlan } from '../proofs/no-network.ts'
import { startBenchTarget } from '../target/start-target.ts'

// Runs inside the lookout's network namespace, started by proofs/no-network.ts.
const { services, cut_s, there } = JSON.parse(process.argv[2] ?? '{}') as NoNetworkPlan & { there: string }
const tell = (finding: Finding | Measured) => process.stdout.write(`${JSON.stringify(finding)}\n`)

const target = await startBenchTarget({ through: ['ip', 'netns', 'exec', there], host: '10.99.0.2' })
const slack = await startSlack()
const config = configText({
  services: numbered(services, target.urlOf),
  monitoring: 'check_interval: 2, default_timeout: 5, failure_threshold: 2, references: ["10.99.0.2:1"]',
  slack,
})
try {
  await withVigie({ config }, async vigie => {
    const incidents = async () => (await vigie.get<{ items: Incident[] }>('/api/v1/incidents?limit=500')).items
    const checked = async () => Object.keys((await target.counts()).per_service).length === services
    await until('a check of all', checked)
    await pause(1_000)
    execFileSync('ip', ['link', 'set', 'here', 'down'])
    const cut = performance.now()
    await pause(cut_s * 1_000)
    // A busy machine may need longer to notice, and what is asked here is what it says then.
    await until('an incident', async () => (await incidents()).length > 0)
    const lasted_s = (performance.now() - cut) / 1_000
    execFileSync('ip', ['link', 'set', 'here', 'up'])
    execFileSync('ip', ['route', 'replace', 'default', 'via', '10.99.0.2'])
    await target.forget()
    await until('a check of all, again', checked)
    await until('the end of the incident', async () => (await incidents()).every(one => one.status === 'resolved'))
    await until('a message', () => slack.messages.length > 0)
    await pause(2_000)
    const all = await incidents()
    const about = all.map(one => one.component?.name ?? one.title)
    tell({ what: 'the cut lasted', figure: lasted_s, at_most: cut_s + 0.5 })
    tell({
      what: `${cut_s} s without network: incidents`,
      right: all.length === 1,
      found: about.slice(0, 3).join(', ') || 'none',
    })
    const blamed = about.filter(name => name.startsWith('Service '))
    tell({ what: 'services that were blamed', right: blamed.length === 0, found: String(blamed.length) })
    const texts = slack.messages.map(message => message.text)
    const wrong = texts.filter(text => /Service \d/.test(text))
    tell({ what: 'messages about services', right: wrong.length === 0, found: String(wrong.length) })
    tell({
      what: 'messages about the lookout',
      right: texts.length >= 1 && texts.length <= 2,
      found: texts.map(t => t.split('\n')[0]).join(' / '),
    })
  })
} finally {
  await Promise.all([target.stop(), slack.stop()])
}
