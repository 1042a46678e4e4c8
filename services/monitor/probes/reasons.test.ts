import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { word } from '../../../contracts/messages/words.ts'
import { BodyFacts, conditionsOf, failing } from '../../../kit/conditions/conditions.ts'
import { outgoingPolicy } from '../../../kit/http-client/network.ts'
import { languages } from '../../../kit/messages/languages.ts'
import type { Message } from '../../../kit/messages/message.ts'
import { certificateCodes, certificateProblem, endsSoon, expired } from './connection/certificate.ts'
import { networkErrorCodes, verdictOf } from './connection/network-error.ts'
import { httpWords } from './http/settings.ts'

// Targets of which this would come are hard to make.

function told(reason: Message | null): void {
  assert.ok(reason)
  for (const language of languages) assert.doesNotMatch(word(reason, language), /[{}]|undefined|object/)
}

test('every failure of a connection is told in every language', () => {
  const failures = [...networkErrorCodes, 'EPROTO', 'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'EINVAL']
  for (const code of failures)
    for (const target of ['db.example:5432', '[::1]:5432'])
      told(verdictOf(Object.assign(new Error(`connect ${code} ${target}`), { code }), target).reason)
})

const day = 86_400_000
const from = Date.parse('2026-01-01T00:00:00Z')
const iso = (at: number) => new Date(at).toISOString()
const certificate = {
  ...{ subject: 'CN=a.example', issuer: 'CN=An authority, O=Somebody', days_left: 10 },
  ...{ valid_from: iso(from), valid_to: iso(from + 90 * day) },
}
const x509 = new X509Certificate(readFileSync(new URL('./fixtures/wrong-host.pem', import.meta.url)))

test('whatever is wrong with a certificate is told in every language', () => {
  const problem = (code: string, now = from + day) =>
    certificateProblem(code, certificate, { now, x509, host: 'a.example' })
  for (const code of [...certificateCodes, 'ERR_TLS_CERT_ALTNAME_INVALID', 'INVALID_PURPOSE']) told(problem(code))
  told(problem('CERT_NOT_YET_VALID', from - day))
  for (const days of [90, 91, 100]) told(expired(certificate, from + days * day))
  for (const days_left of [-3, -1, 0, 1, 13]) told(endsSoon({ ...certificate, days_left }, 14))
})

test('whatever a condition finds instead is told in every language', () => {
  const found = (condition: string, text = '{"a":1}', complete = true) =>
    told(
      failing(conditionsOf([condition], httpWords), {
        header: () => undefined,
        body: new BodyFacts([Buffer.from(text)], complete),
      }),
    )
  found('status == 200')
  found("header.server contains 'nginx'")
  found('body.a == 2')
  found("body.b.c == 'x'")
  found('body.a == 1', '<html>')
  found('body.a == 1', '{"a":1}', false)
  told(failing(conditionsOf(['body.a == 1'], httpWords), {}))
})

test('whatever may not be contacted is told in every language', () => {
  const { refuses } = outgoingPolicy({ allow: [] })
  const addresses = [
    '127.0.0.1',
    '0.0.0.0',
    '10.0.0.1',
    '100.64.0.1',
    '224.0.0.1',
    '192.0.2.1',
    '169.254.169.254',
    'fe80::1',
  ]
  for (const address of addresses) {
    const refusal = refuses(address, 'anyone')
    told(refusal)
  }
})
