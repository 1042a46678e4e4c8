import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { KnownSecrets } from './known-secrets.ts'
import { Redactor } from './redact.ts'
import { redactAddress, secretsInAddress } from './redact-address.ts'
import { redactText } from './redact-text.ts'
import { looksRandom } from './secret-names.ts'

const canary = 'canary-4f9Qz7LmX2'

describe('an address that is shown', () => {
  for (const [address, shown] of [
    ['https://shop.example/health?page=2#top', 'https://shop.example/health?page=2#top'],
    ['https://bob:hunter2@shop.example/x', 'https://***@shop.example/x'],
    ['https://token-alone@shop.example', 'https://***@shop.example'],
    ['http://bob:p@ss@shop.example:8080/', 'http://***@shop.example:8080/'],
    ['//bob:hunter2@shop.example/x', '//***@shop.example/x'],
    ['/login?next=%2F&token=abc', '/login?next=%2F&token=***'],
    [
      'https://s3.example/f?X-Amz-Signature=ab12&X-Amz-Date=2026',
      'https://s3.example/f?X-Amz-Signature=***&X-Amz-Date=2026',
    ],
    [
      'https://a.example/?api_key=1&apiKey=2&key=3&code=4&sig=5&page=6',
      'https://a.example/?api_key=***&apiKey=***&key=***&code=***&sig=***&page=6',
    ],
    ['https://a.example/?q=Xk29fLq8ZtR4mVb7Wn3y', 'https://a.example/?q=***'],
    [
      'https://a.example/?to=http%3A%2F%2Fb%3Ac%40d%2F%3Ftoken%3De',
      'https://a.example/?to=http%3A%2F%2F***%40d%2F%3Ftoken%3D***',
    ],
    ['https://a.example/cb#access_token=abc&state=x', 'https://a.example/cb#access_token=***&state=x'],
    ['https://a.example/x;jsessionid=abc/y', 'https://a.example/x;jsessionid=***/y'],
    ['https://hooks.slack.com/services/T01/B02/abc', 'https://hooks.slack.com/services/***/***/***'],
    ['https://discord.com/api/webhooks/123/abc_d', 'https://discord.com/api/webhooks/***/***'],
    ['https://api.telegram.org/bot123456:ABC-d/sendMessage', 'https://api.telegram.org/***/sendMessage'],
    [
      'https://acme.webhook.office.com/webhookb2/a@b/IncomingWebhook/c/d',
      'https://acme.webhook.office.com/webhookb2/***/IncomingWebhook/***/***',
    ],
    ['https://hc-ping.com/4f9b2c1e-0000-4000-8000-123456789abc', 'https://hc-ping.com/***'],
    [
      'https://a.example/tenants/4f9b2c1e-0000-4000-8000-123456789abc/health',
      'https://a.example/tenants/4f9b2c1e-0000-4000-8000-123456789abc/health',
    ],
    ['https://a.example/status/5b6e0963c662144d00913a09', 'https://a.example/status/5b6e0963c662144d00913a09'],
    [
      'https://medium.com/@somebody/a-post-of-2026-about-nothing',
      'https://medium.com/@somebody/a-post-of-2026-about-nothing',
    ],
    ['http://[::1]:8080/health', 'http://[::1]:8080/health'],
  ] as const) {
    it(`${address} is ${shown}`, () => assert.equal(redactAddress(address), shown))
  }

  it('of a receiver of messages the whole path is a permission', () => {
    assert.equal(redactAddress('https://a.example/hook/topsecret?x=1', 'receiver'), 'https://a.example/hook/***?x=1')
    assert.equal(redactAddress('https://a.example/?u=topsecret&v=1', 'receiver'), 'https://a.example/?u=***&v=1')
    assert.deepEqual(secretsInAddress('https://a:b%20c@a.example/hook/topsecret', 'receiver'), [
      'a',
      'b%20c',
      'b c',
      'topsecret',
    ])
  })
})

describe('a text that leaves', () => {
  for (const [text, shown] of [
    ['redirected to http://bob:secret@localhost:21000/x', 'redirected to http://***@localhost:21000/x'],
    ['(redirected: http://a.test/?token=abc) twice', '(redirected: http://a.test/?token=*** twice'],
    [String.raw`{"u":"http:\/\/bob:s3cret@h\/x"}`, String.raw`{"u":"http:\/\/***@h\/x"}`],
    ['http://bob:pa/s"s@host/x y', 'http://***@host/x y'],
    ['getaddrinfo ENOTFOUND bob:secret@host', 'getaddrinfo ENOTFOUND ***@host'],
    ['Authorization: Bearer abc.def', 'Authorization: ***'],
    ['{"password":"hun\\"ter2","a":1}', '{"password":"***","a":1}'],
    [String.raw`{\"client_secret\":\"hunter2\"}`, String.raw`{\"client_secret\":\"***\"}`],
    ['password=hunter2&x=1', 'password=***&x=1'],
    ['GET /a?code=abc&page=2 failed', 'GET /a?code=***&page=2 failed'],
    ['services[1].token: is missing', 'services[1].token: is missing'],
    ['token: abc123', 'token: ***'],
    ['{"code":"http.internal","key":"my-flag"}', '{"code":"http.internal","key":"my-flag"}'],
    ['cookie: a=b; c=d\nserver: nginx', 'cookie: ***\nserver: nginx'],
    ['invalid Bearer eyJhbGciOi.eyJzdWIiOiIx.abc given', 'invalid Bearer *** given'],
    ['WWW-Authenticate: Bearer realm="api"', 'WWW-Authenticate: Bearer realm="api"'],
    ['no route to xoxb-123456-abcdefgh', 'no route to xoxb-***'],
    ['bot 1234567890:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-_q', 'bot ***'],
    ['-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY----- end', '*** end'],
    ['/api/v1/heartbeats/abcdefgh/fail', '/api/v1/heartbeats/***/fail'],
    ['certificate expired on 2026-01-02 (3 days ago)', 'certificate expired on 2026-01-02 (3 days ago)'],
    ['connection refused by 127.0.0.1:21000', 'connection refused by 127.0.0.1:21000'],
  ] as const) {
    it(text, () => assert.equal(redactText(text), shown))
  }
})

describe('what looks like a key', () => {
  for (const key of ['Xk29fLq8ZtR4mVb7Wn3y', 'd41d8cd98f00b204e9800998ecf8427e', 'aGVsbG8td29ybGQtMTIz-Abc9'])
    it(`${key} does`, () => assert.ok(looksRandom(key)))
  for (const word of [
    'internationalization',
    'how-to-read-the-2026-release-notes',
    'health',
    'GetCheckDefinitionOfService',
    '2026-10-14T10:00:00.000Z',
  ])
    it(`${word} does not`, () => assert.ok(!looksRandom(word)))
})

/** Pieces that the rules are about, so that random texts come near them. */
const pieces = fc.constantFrom(
  ...[
    '://',
    '//',
    '@',
    ':',
    '/',
    '?',
    '&',
    ';',
    '=',
    '#',
    '%',
    '%2F%2F',
    '%40',
    '\\',
    '\\/',
    '"',
    "'",
    ' ',
    '\n',
    '…',
    '***',
    '********',
  ],
  ...[
    'http',
    'token',
    'password',
    'code',
    'Bearer ',
    'Authorization: ',
    'webhook',
    'bot123456:',
    'eyJ',
    'xoxb-',
    'user',
    '[::1]',
    '\\u0061',
  ],
  ...[
    '-----BEGIN PRIVATE KEY-----',
    'hooks.slack.com/',
    '/api/v1/heartbeats/',
    'Xk29fLq8ZtR4mVb7Wn3y',
    '&amp;',
    '&#x61;',
    '\ud83d',
  ],
)
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.oneof(pieces, fc.string({ maxLength: 12 })), { maxLength: 24 }).map(parts => parts.join('')),
)
const runs = { numRuns: 2_000 }

describe('whatever the text', () => {
  it('it is redacted once and for all', () => {
    fc.assert(
      fc.property(texts, text => {
        const once = redactText(text)
        assert.equal(redactText(once), once)
        const address = redactAddress(text)
        assert.equal(redactAddress(address), address)
      }),
      runs,
    )
  })

  it('a known secret is not in it, however it was written', () => {
    const secrets = fc
      .oneof(
        fc.string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 60 }),
        fc.string({ unit: 'grapheme', minLength: 8, maxLength: 60 }),
        fc.string({ unit: 'grapheme-ascii', minLength: 200, maxLength: 400 }),
      )
      .filter(secret => !secret.includes('*') && secret.trim().length >= 8)
    fc.assert(
      fc.property(secrets, texts, texts, fc.constantFrom(...writings), (secret, before, after, write) => {
        const redactor = new Redactor()
        redactor.know('test', [secret])
        const written = write(secret)
        const text = redactor.text(`${before} ${written} ${after}`)
        assert.ok(!text.includes(written), text)
        assert.ok(!text.includes(secret), text)
      }),
      runs,
    )
  })

  it('what stands where secrets stand is not in it, though nobody knew it', () => {
    const value = fc
      .string({
        unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFXYZ0123456789'),
        minLength: 6,
        maxLength: 30,
      })
      .map(text => `canary7${text}`)
    fc.assert(
      fc.property(value, texts, fc.constantFrom(...places), (secret, around, place) => {
        const written = place(secret)
        assert.ok(!redactText(written).includes(secret), redactText(written))
        assert.ok(!redactText(`${around.replace(/["'\\]/g, '')} ${written} ${around}`).includes(secret), written)
      }),
      runs,
    )
  })

  it('takes time in proportion to it', () => {
    const begun = performance.now()
    const known = new KnownSecrets(['aaaaaaaaaaaaaaaaaaaaaaab', 'a'.repeat(8_000), canary])
    for (const piece of [
      'a',
      '//',
      '://a:b',
      '@',
      'a:',
      'a=',
      '?a=',
      '"token":"',
      'token=',
      'eyJ',
      'bearer ',
      '%61',
      '\\',
      '…',
      '-----BEGIN PRIVATE KEY-----',
      'a@b:c',
      '/services/T',
      '&#x61;',
      'http://',
    ])
      known.redact(redactText(piece.repeat(Math.ceil(200_000 / piece.length))))
    // A rule that goes back again and again would need hours.
    assert.ok(performance.now() - begun < 60_000)
  })
})

const writings: readonly ((secret: string) => string)[] = [
  secret => secret,
  encodeURIComponent,
  secret => encodeURIComponent(encodeURIComponent(secret)),
  secret => JSON.stringify(secret).slice(1, -1),
  secret => JSON.stringify(JSON.stringify(secret)).slice(3, -3),
  secret => Buffer.from(secret).toString('hex'),
  secret =>
    `\\u${[...Array(secret.length).keys()].map(at => secret.charCodeAt(at).toString(16).padStart(4, '0')).join('\\u')}`,
  secret => secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
]

const places: readonly ((secret: string) => string)[] = [
  secret => `http://bob:${secret}@localhost:1/`,
  secret => `https://${secret}@localhost/x`,
  secret => `//bob:${secret}@localhost/x`,
  secret => `postgres://vigie:a/b?c#d${secret}@db/vigie`,
  secret => `see ENOTFOUND bob:${secret}@localhost now`,
  secret => `/login?a=1&access_token=${secret}`,
  secret => `https://x.test/?next=${encodeURIComponent(`https://a:${secret}@b.test/?sig=${secret}`)}`,
  secret => JSON.stringify({ a: 1, password: secret }),
  secret => JSON.stringify({ said: JSON.stringify({ client_secret: secret }) }),
  secret => `Authorization: Bearer ${secret}`,
  secret => `Bearer ${secret}`,
  secret => `https://hooks.slack.com/services/T1/B2/${secret}`,
  secret => `https://discord.com/api/webhooks/12/${secret}`,
  secret => `https://api.telegram.org/bot1234567:${secret}/getMe`,
  secret => `https://a.test/webhook/${secret}`,
  secret => `/api/v1/heartbeats/${secret}`,
  secret => `DB_PASSWORD=${secret}`,
]

describe('a redactor', () => {
  it('forgets what is no secret any more', () => {
    const redactor = new Redactor()
    redactor.know('one', [canary, 'another-secret'])
    redactor.know('two', [canary])
    redactor.know('one', [])
    assert.equal(redactor.text(`${canary} another-secret`), '*** another-secret')
    redactor.forget('two')
    assert.equal(redactor.text(canary), canary)
  })

  it('knows a key in capitals, too', () => {
    const redactor = new Redactor()
    redactor.know('one', ['9f86d081884c7d659a2feaa0c55ad015', 'a plain word'])
    assert.equal(redactor.text('key 9F86D081884C7D659A2FEAA0C55AD015!'), 'key ***!')
    assert.equal(redactor.text('A PLAIN WORD'), 'A PLAIN WORD')
  })

  it('hides a secret that was cut off, or stands in base64 of something longer', () => {
    const redactor = new Redactor()
    redactor.know('one', [canary])
    assert.equal(redactor.text(`expected "${canary.slice(0, 12)}…`), 'expected "***…')
    for (const user of ['a', 'ab', 'abc']) {
      const basic = Buffer.from(`${user}:${canary}`).toString('base64')
      assert.ok(!redactor.text(`x ${basic}`).includes(basic.slice(8, 24)))
    }
  })

  it('goes through JSON, and knows fields by their names', () => {
    const redactor = new Redactor()
    redactor.know('one', [canary])
    const value = { headers: { 'x-api-token': 'abc', server: `nginx ${canary}` }, list: [canary, 1, null], token: null }
    assert.deepEqual(redactor.value(value), {
      headers: { 'x-api-token': '***', server: 'nginx ***' },
      list: ['***', 1, null],
      token: null,
    })
  })
})
