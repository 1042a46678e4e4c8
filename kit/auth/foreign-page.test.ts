import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFromForeignPage } from './foreign-page.ts'

test('what a page of somebody else makes a browser send is known as such', () => {
  const host = 'status.example.com'
  const own = 'https://public.example.com/vigie'
  const allowed = [
    { host },
    { host, 'sec-fetch-site': 'none' },
    { host, 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere.example' },
    { host, origin: `https://${host}` },
    { host, origin: 'https://public.example.com' },
  ]
  const refused = [
    { host, 'sec-fetch-site': 'cross-site' },
    { host, 'sec-fetch-site': 'same-site' },
    { host, origin: 'https://evil.example' },
    { host, origin: 'null' },
  ]
  for (const headers of allowed) assert.ok(!isFromForeignPage(headers, own))
  for (const headers of refused) assert.ok(isFromForeignPage(headers, own))
})
