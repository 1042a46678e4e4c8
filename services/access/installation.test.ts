import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Value } from 'typebox/value'
import { GetInstallation } from '../../contracts/identity/installation.ts'
import { Settings } from '../../kit/config/settings.ts'
import { plainText } from '../../kit/messages/message.ts'
import { testHost } from '../../kit/testing/host.ts'
import { access } from './service.ts'

test('tells what runs here, where each setting stands, and what was refused; no secret of an address', async t => {
  const { call, host } = await testHost(t, {
    services: [access],
    config: {
      language: 'fr',
      peers: { monitor: 'http://user:hush@10.0.0.2:3131/x?key=hush' },
      cluster_key: 'a cluster key of the tests: hush hush',
      dead_man: { url: 'https://ping.example.test/hush', every: 60 },
    },
  })
  const before = await call(GetInstallation)
  assert.deepEqual(before.services, [
    { name: 'access', address: null },
    { name: 'monitor', address: 'http://10.0.0.2:3131' },
  ])
  assert.equal(before.configuration.refused, null)
  const settings = new Map(before.configuration.settings.map(one => [one.name, one]))
  assert.deepEqual(settings.get('language'), { name: 'language', value: 'fr', place: 'vigie.yaml:language' })
  assert.equal(settings.get('dead_man.url')?.value, 'https://ping.example.test')
  assert.doesNotMatch(JSON.stringify(before), /hush/)

  host.refused([plainText('vigie.yaml:3: language must be one of en, fr')])
  const { configuration } = await call(GetInstallation)
  assert.deepEqual(configuration.refused?.mistakes, ['vigie.yaml:3: language must be one of en, fr'])
})

test('says which settings of the file that was saved take a restart', async t => {
  const { call, host } = await testHost(t, { services: [access], config: { language: 'fr' } })
  const settings = Value.Default(Settings, { language: 'fr', public_url: 'https://status.example.test' }) as Settings
  const placeOf = (path: readonly (string | number)[]) => `vigie.yaml:${path.join('.')}`
  assert.deepEqual(await host.reload({ settings, values: new Map(), base_directory: '', placeOf }), [])
  const { configuration } = await call(GetInstallation)
  assert.deepEqual(configuration.warnings, ['vigie.yaml:public_url: public_url: takes a restart to be in force'])
})
