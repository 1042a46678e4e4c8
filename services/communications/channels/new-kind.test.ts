import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..', '..', '..')

const carrierPigeon = `
import { Type } from 'typebox'
import { defineChannelKind, HttpUrl } from './transport/channel-kind.ts'

export const carrierPigeon = defineChannelKind({
  kind: 'carrier-pigeon',
  summary: 'A pigeon that carries a message',
  fields: { loft: HttpUrl({ description: 'Where it lives.' }), ring: Type.String({ secret: true }) },
  send: async () => ({ outcome: 'delivered' }),
})
`

const script = `
import { channelProblems } from './services/communications/channels/configured/channel-problems.ts'
import { configuredChannels } from './services/communications/channels/configured/configured-channel.ts'
import { channelSections } from './services/communications/config.ts'
import { Value } from 'typebox/value'
import { inEnglish } from './contracts/messages/words.ts'
const common = { name: 'tower', kind: 'carrier-pigeon', enabled: true, timeout: 10, give_up_after: 60 }
const sections = loft => ({ notifications: [{ ...common, loft, ring: 'A1' }], escalation: [] })
const [channel] = configuredChannels(sections('https://loft.test'))
const { outcome } = await channel.kind.send({}, channel.settings, {})
console.log(JSON.stringify({
  fits: Value.Check(channelSections.properties.notifications, sections('https://loft.test').notifications),
  name: channel.name,
  outcome,
  problems: channelProblems(sections('https://')).map(({ message }) => inEnglish(message)),
}))
`

test('a new kind of channel is its file, and one line in the list', t => {
  const copy = mkdtempSync(join(tmpdir(), 'vigie-channel-'))
  t.after(() => rmSync(copy, { recursive: true }))
  for (const part of ['package.json', 'kit', 'contracts', 'services/communications']) {
    cpSync(join(root, part), join(copy, part), { recursive: true })
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  writeFileSync(join(copy, 'services/communications/channels/carrier-pigeon.ts'), carrierPigeon)
  const list = join(copy, 'services/communications/channels/index.ts')
  appendFileSync(list, "export { carrierPigeon } from './carrier-pigeon.ts'\n")
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: copy, encoding: 'utf8' })
  assert.deepEqual(JSON.parse(said), { fits: true, name: 'tower', outcome: 'delivered', problems: ['is not a URL'] })
})
