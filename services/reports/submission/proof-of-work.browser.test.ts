import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { ReportProof } from '../../../contracts/reports.ts'
import { systemClock } from '../../../kit/runtime/clock.ts'
import { withChromium } from '../../../kit/testing/chromium.ts'
import { startLocalServer } from '../../../kit/testing/local-server.ts'
import { Challenges } from './challenge.ts'
import { proofScript } from './proof-of-work.ts'

test('the script weighs at most 1.5 kB on the wire', () => {
  const bytes = gzipSync(proofScript, { level: 9 }).length
  assert.ok(bytes <= 1_536, `${bytes} bytes`)
})

test('a real browser finds proofs that are good', async t => {
  const clock = systemClock()
  t.after(() => clock.stop())
  const challenges = new Challenges(clock, 100_000)
  const server = await startLocalServer(({ path }) => {
    if (path === '/api/v1/reports/challenge') return { body: JSON.stringify(challenges.make()) }
    if (path === '/api/v1/reports/proof.js') {
      return { body: proofScript, headers: { 'content-type': 'text/javascript' } }
    }
    const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'"
    const headers = { 'content-type': 'text/html', 'content-security-policy': policy }
    return { body: '<!doctype html><title>Report</title>', headers }
  })
  t.after(() => server.stop())
  const browser = await withChromium(t)
  if (!browser) return
  const page = await browser.newPage()
  await page.goto(server.url)
  for (let round = 0; round < 3; round++) {
    const proof = (await page.evaluate(
      `import('/api/v1/reports/proof.js').then(({ prove }) => prove())`,
    )) as ReportProof
    assert.equal(challenges.redeem(proof), 'good', JSON.stringify(proof))
  }
})

test('its SHA-256 agrees with that of others', () => {
  const solve = new Function(`${proofScript.slice(0, proofScript.indexOf('\nif (typeof document'))}\nreturn solve`)()
  for (let number = 0; number < 200; number++) {
    const salt = 'x'.repeat(number % 49)
    const challenge = createHash('sha256').update(`${salt}${number}`).digest('hex')
    assert.equal(solve({ challenge, salt, max_number: 300 }), number)
  }
})
