import assert from 'node:assert/strict'
import { fieldWords } from '../../contracts/messages/check-fields.ts'
import { say, word } from '../../contracts/messages/words.ts'
import { startVigie, testAdminKey } from '../../kit/testing/process.ts'
import { startTarget } from '../../kit/testing/target.ts'
import { authWords } from '../../web/messages/auth.ts'
import { checksWords } from '../../web/messages/checks.ts'
import { frameWords } from '../../web/messages/frame.ts'
import { flawless, inBrowser, openTab, picture } from './tabs.ts'

const password = 'a long sentence to remember'
const canary = 'velvet-mountain-otter'

inBrowser('secrets of a check in the console', async (t, telling) => {
  const { language } = telling
  const [target, other] = [await startTarget(), await startTarget()]
  const vigie = await startVigie({ config: 'network: { allow: ["127.0.0.0/8"] }\n' })
  t.after(() => Promise.all([target.stop(), other.stop(), vigie.remove()]))
  const post = async (path: string, body: object) => {
    const headers = { authorization: `Bearer ${testAdminKey}`, 'content-type': 'application/json' }
    const answer = await fetch(vigie.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    assert.equal(answer.status, 201, await answer.clone().text())
    return (await answer.json()) as { id: string }
  }
  await post('/api/v1/users', { email: 'ada@example.com', name: 'Ada', role: 'admin', password })
  const url = `${target.url}/health?token=${canary}`
  const check = { name: 'Shop', url, method: 'POST', body: canary, bearer_token: canary, interval: '1h' }
  const { id } = await post('/api/v1/checks', check)

  const tab = await openTab(telling)
  const seen: string[] = []
  tab.on('response', async response => {
    if (response.url().includes('/api/')) seen.push(await response.text().catch(() => ''))
  })
  const enter = authWords[language]
  await tab.goto(`${vigie.url}/console/checks/${id}/edit`)
  await tab.getByLabel(enter.email).fill('ada@example.com')
  await tab.getByLabel(enter.password, { exact: true }).fill(password)
  await tab.getByRole('button', { name: enter.signIn, exact: true }).click()

  const words = checksWords[language].edit
  const fields = fieldWords[language]
  const field = (name: keyof typeof fields) => tab.getByLabel(new RegExp(`^${fields[name]?.label}`)).first()
  await tab.getByText(words.addressHidden).waitFor()
  assert.equal(await field('url').inputValue(), `${target.url}/health?token=***`)
  await tab.getByText(frameWords[language].moreSettings).click()
  assert.equal(await tab.getByText(words.secretStays).count(), 2)
  const token = field('bearer_token')
  assert.deepEqual([await token.inputValue(), await token.getAttribute('type')], ['', 'password'])
  assert.equal(await token.getAttribute('autocomplete'), 'new-password')
  assert.equal(await field('body').inputValue(), '')
  await flawless(tab, 'a check with secrets')
  await picture(tab, `secrets-${language}`)

  await field('url').fill(`${other.url}/health`)
  await tab.getByRole('button', { name: frameWords[language].save, exact: true }).click()
  const again = word(say('problem.secret-elsewhere'), language)
  await tab.getByText(again).first().waitFor()
  await picture(tab, `secrets-again-${language}`)
  assert.equal(other.hits(), 0)

  await tab.reload()
  await field('name').fill('Shop 2')
  await tab.getByRole('button', { name: frameWords[language].save, exact: true }).click()
  await tab.getByRole('heading', { level: 1, name: 'Shop 2' }).waitFor()
  await tab.getByText(checksWords[language].detail.secret).first().waitFor()
  assert.ok(seen.length > 5 && !seen.join().includes(canary))
  assert.ok(!(await tab.content()).includes(canary))
})
