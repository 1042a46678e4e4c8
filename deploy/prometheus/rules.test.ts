import assert from 'node:assert/strict'
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { findProgram, skipWithout } from '../../kit/testing/programs.ts'

const folder = import.meta.dirname
const read = (name: string) => parse(readFileSync(join(folder, name), 'utf8'))

type Rules = { readonly groups: readonly { readonly rules: readonly { readonly alert: string }[] }[] }
type RuleTests = {
  readonly tests: readonly {
    readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts?: readonly unknown[] }[]
  }[]
}

test('Prometheus takes the configuration and the rules, and the rules do what their tests say', async t => {
  const promtool = await findProgram('promtool', { packages: ['prometheus'] })
  if (!promtool) return skipWithout(t, 'promtool')
  const checks = [
    ['check', 'config', '--syntax-only', 'prometheus.yml'],
    ['check', 'rules', 'vigie.rules.yml'],
    ['test', 'rules', 'vigie.rules.test.yml'],
  ]
  for (const args of checks) {
    const ended: SpawnSyncReturns<string> = spawnSync(promtool, args, { cwd: folder, encoding: 'utf8' })
    assert.equal(ended.status, 0, `promtool ${args.join(' ')}: ${ended.stdout}${ended.stderr}`)
  }
})

test('each alert has a test in which it is told, and one in which it is not', () => {
  const { groups }: Rules = read('vigie.rules.yml')
  const { tests }: RuleTests = read('vigie.rules.test.yml')
  const cases = tests.flatMap(one => one.alert_rule_test)
  const tested = (isTold: boolean) =>
    cases.filter(({ exp_alerts = [] }) => exp_alerts.length > 0 === isTold).map(({ alertname }) => alertname)
  for (const { alert } of groups.flatMap(({ rules }) => rules)) {
    assert.ok(tested(true).includes(alert), `${alert} is told nowhere`)
    assert.ok(tested(false).includes(alert), `${alert} is quiet nowhere`)
  }
})
