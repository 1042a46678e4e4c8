import assert from 'node:assert/strict'
import { get as httpGet } from 'node:http'
import { type TestContext, test } from 'node:test'
import { OFREPProvider } from '@openfeature/ofrep-provider'
import { OFREPWebProvider } from '@openfeature/ofrep-web-provider'
import { OpenFeature } from '@openfeature/server-sdk'
import { OpenFeature as OpenFeatureWeb, ProviderEvents } from '@openfeature/web-sdk'
import { CreateAdminFlag, ToggleAdminFlag, UpdateAdminFlag } from '../../../contracts/flags/flag-documents.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { flags } from '../service.ts'

const variants = { on: true, off: false }
const ui = {
  state: 'ENABLED',
  variants,
  defaultVariant: 'off',
  targeting: { if: [{ '==': [{ var: 'plan' }, 'pro'] }, 'on', null] },
} as const
const title = { state: 'ENABLED', variants: { a: 'Hello', b: 'Bonjour' }, defaultVariant: 'a' } as const
const page = { state: 'ENABLED', variants: { wide: { columns: 3 } }, defaultVariant: 'wide' } as const

async function house(t: TestContext) {
  const host = await testHost(t, { services: [flags] })
  for (const [key, flag] of Object.entries({ ui, title, page }))
    await host.call(CreateAdminFlag, { body: { key, ...flag } })
  const baseUrl = await host.host.listen({ host: '127.0.0.1', port: 0 })
  return { ...host, baseUrl }
}

test('the server SDK of OpenFeature gets values, reasons and errors', async t => {
  const { baseUrl, call } = await house(t)
  const headers: [string, string][] = [['authorization', `Bearer ${testKey}`]]
  await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl, headers }))
  t.after(() => OpenFeature.close())
  const client = OpenFeature.getClient()
  const pro = await client.getBooleanDetails('ui', false, { targetingKey: 'u1', plan: 'pro' })
  assert.deepEqual([pro.value, pro.variant, pro.reason], [true, 'on', 'TARGETING_MATCH'])
  assert.equal(await client.getBooleanValue('ui', true, { targetingKey: 'u2' }), false)
  assert.equal(await client.getStringValue('title', ''), 'Hello')
  assert.deepEqual(await client.getObjectValue('page', {}), { columns: 3 })
  const gone = await client.getStringDetails('gone', 'mine')
  assert.deepEqual([gone.value, gone.errorCode], ['mine', 'FLAG_NOT_FOUND'])
  const wrong = await client.getNumberDetails('title', 7)
  assert.deepEqual([wrong.value, wrong.errorCode], [7, 'TYPE_MISMATCH'])
  await call(ToggleAdminFlag, { params: { key: 'ui' } })
  const context = { targetingKey: 'u1', plan: 'pro' }
  for (const mine of [true, false])
    assert.equal(await client.getBooleanValue('ui', mine, context), mine, 'switched off')
})

/** As a browser's: what the web provider listens with. */
class BrowserEventSource extends EventTarget {
  readonly url: string
  readyState = 0
  readonly #close: () => void

  constructor(url: string) {
    super()
    this.url = url
    const asked = httpGet(url, response => {
      this.readyState = 1
      this.dispatchEvent(new Event('open'))
      let text = ''
      response.on('data', chunk => {
        text += chunk
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const data = /^data: (.*)$/m.exec(text.slice(0, end))?.[1]
          text = text.slice(end + 2)
          if (data !== undefined) this.dispatchEvent(new MessageEvent('message', { data }))
        }
      })
    })
    asked.on('error', () => undefined)
    this.#close = () => asked.destroy()
  }

  close(): void {
    this.readyState = 2
    this.#close()
  }
}

test('the web SDK of OpenFeature hears of a change by the event stream and asks again', async t => {
  const { baseUrl, call, until } = await house(t)
  const before = Reflect.get(globalThis, 'EventSource')
  Reflect.set(globalThis, 'EventSource', BrowserEventSource)
  t.after(() => Reflect.set(globalThis, 'EventSource', before))
  const provider = new OFREPWebProvider({ baseUrl, headers: [['X-API-Key', testKey]], cacheMode: 'disabled' } as never)
  await OpenFeatureWeb.setContext({ targetingKey: 'u1', plan: 'pro' })
  await OpenFeatureWeb.setProviderAndWait(provider as never)
  t.after(() => OpenFeatureWeb.close())
  const client = OpenFeatureWeb.getClient()
  assert.equal(client.getBooleanValue('ui', false), true)
  assert.equal(client.getStringValue('title', ''), 'Hello')
  let changed = 0
  client.addHandler(ProviderEvents.ConfigurationChanged, () => void changed++)
  await call(UpdateAdminFlag, { params: { key: 'title' }, body: { ...title, defaultVariant: 'b' } })
  await until('the page has the new title', () => client.getStringValue('title', '') === 'Bonjour')
  assert.ok(changed > 0)
})

test('answers are whole over the wire, whatever letters are in them', async t => {
  const { baseUrl, call } = await house(t)
  const ask = (path: string, more: Record<string, string> = {}) =>
    fetch(`${baseUrl}/ofrep/v1/evaluate/flags${path}`, {
      ...{ method: 'POST', body: '{}' },
      headers: { authorization: `Bearer ${testKey}`, 'content-type': 'application/json', ...more },
    })
  const whole = async (answer: Response) => {
    const bytes = await answer.arrayBuffer()
    assert.equal(answer.headers.get('content-length'), String(bytes.byteLength))
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  }
  assert.equal((await whole(await ask(''))).flags.length, 3)
  assert.equal((await whole(await ask('/title'))).value, 'Hello')
  const accented = { ...title, variants: { a: 'Été à Nîmes', b: '夏' }, defaultVariant: 'a' } as const
  await call(UpdateAdminFlag, { params: { key: 'title' }, body: accented })
  const all = await ask('')
  assert.equal((await whole(all)).flags.find(({ key }: { key: string }) => key === 'title').value, 'Été à Nîmes')
  assert.equal((await whole(await ask('/title'))).value, 'Été à Nîmes')
  const same = await ask('', { 'if-none-match': String(all.headers.get('etag')) })
  assert.deepEqual([same.status, await same.text(), same.headers.get('content-length')], [304, '', null])
})
