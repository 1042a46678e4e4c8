import assert from 'node:assert/strict'
import { fieldWords } from '../../contracts/messages/check-fields.ts'
import { startVigie } from '../../kit/testing/process.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { authWords } from '../../web/messages/auth.ts'
import { checksWords } from '../../web/messages/checks.ts'
import { frameWords } from '../../web/messages/frame.ts'
import { navigationWords } from '../../web/messages/navigation.ts'
import { overviewWords } from '../../web/messages/overview.ts'
import { stateWords } from '../../web/messages/states.ts'
import { flawless, inBrowser, openTab } from './tabs.ts'

inBrowser('from the first run to the first incident', async (t, telling) => {
  const { language } = telling
  const target = await startTarget()
  const vigie = await startVigie({ config: 'network: { allow: ["127.0.0.0/8"] }\n' })
  t.after(() => Promise.all([target.stop(), vigie.remove()]))
  const tab = await openTab(telling)
  const enter = authWords[language]
  const overview = overviewWords[language]
  const fields = fieldWords[language]

  // Nobody has said yet where people reach it.
  assert.ok(vigie.output().includes(`open ${vigie.url}/console with this code`), vigie.output())
  assert.match(await (await fetch(`${vigie.url}/feed.atom`)).text(), new RegExp(`<id>${vigie.url}/`))

  await tab.goto(`${vigie.url}/console`)
  await tab.getByLabel(enter.setUp.code).fill(codeIn(vigie.output()))
  await tab.getByLabel(enter.email).fill('ada@example.com')
  await tab.getByLabel(enter.password, { exact: true }).fill('a long sentence to remember')
  await flawless(tab, 'set-up')
  await tab.getByRole('button', { name: enter.setUp.action }).click()

  await tab.getByRole('heading', { level: 1, name: navigationWords[language].pages.overview }).waitFor()
  await tab.getByRole('heading', { name: overview.firstRun.title }).waitFor()
  await flawless(tab, 'overview')
  await tab.getByRole('link', { name: overview.firstRun.checkAction }).click()

  const field = (name: string) => tab.getByLabel(fields[name]?.label ?? name, { exact: true })
  await field('name').fill('Shop')
  await field('url').fill(`${target.url}/health`)
  await tab.getByText(frameWords[language].moreSettings).click()
  await tab.getByLabel(new RegExp(`^${fields.interval?.label}`)).fill('1s')
  await flawless(tab, 'new check')
  const checks = checksWords[language]
  await tab.getByRole('button', { name: checks.edit.try }).click()
  await tab.getByText(checks.edit.tried.up).waitFor()
  await tab.getByRole('button', { name: checks.add }).click()
  await tab.getByRole('heading', { level: 1, name: 'Shop' }).waitFor()
  await tab.getByText(stateWords[language].signal.up).first().waitFor()
  await tab.locator('main figure canvas').waitFor()
  await flawless(tab, 'check')
  const go = (page: 'components' | 'overview') =>
    tab.getByRole('navigation').getByRole('link', { name: navigationWords[language].pages[page] }).click()
  await go('components')
  await tab.getByRole('cell', { name: /Shop/ }).first().waitFor()
  await flawless(tab, 'components')
  await go('overview')
  await tab.getByText(overview.allWell).first().waitFor()

  await target.behave({ status: 503, body: 'down for lunch' })
  const wrong = tab.getByRole('region', { name: overview.wrongNow })
  await wrong.getByText(overview.unacknowledged).waitFor()
  assert.match((await wrong.textContent()) ?? '', /Shop/)

  await wrong.getByRole('button', { name: overview.acknowledge }).click()
  await wrong.getByText(overview.looksAfter('ada')).waitFor()
  await tab.reload()
  await wrong.getByText(overview.looksAfter('ada')).waitFor()

  await target.behave('ok')
  await wrong.getByText(overview.noneOpen).waitFor()
  await tab.getByRole('navigation').getByRole('link', { name: navigationWords[language].pages.incidents }).click()
  await tab.getByRole('cell', { name: stateWords[language].phase.resolved }).waitFor()
})

function codeIn(output: string): string {
  const code = /with this code: (\S+)/.exec(output)?.[1]
  assert.ok(code, 'the program printed a code')
  return code
}
