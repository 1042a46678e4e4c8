import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pages as en } from './en/tables/pages.ts'
import { pages as fr } from './fr/tables/pages.ts'

/** Every text, with what it says of 0, 1, 2 and 1,000 things. */
function texts(catalogue: object, path = ''): [path: string, text: string][] {
  return Object.entries(catalogue).flatMap(([key, value]): [string, string][] => {
    const name = `${path}${key}`
    if (typeof value === 'string') return [[name, value]]
    if (typeof value !== 'function') return texts(value, `${name}.`)
    if (value.length === 1 && /title|uptime|table|zone|times|lasted|ongoing|sentWhat/i.test(name))
      return [[name, value('X')]]
    return [0, 1, 2, 1_000].map(
      count => [name, value.length > 1 ? value('X', count) : value(count)] as [string, string],
    )
  })
}

test('both languages say the same things, and say something', () => {
  const say = (catalogue: object) => texts(catalogue).map(([path]) => path)
  assert.deepEqual(say(fr), say(en))
  for (const [path, text] of [...texts(en), ...texts(fr)]) assert.notEqual(text.trim() || path === 'colon', '', path)
})

test('French is typeset as French: no-break spaces before high punctuation and after numbers, curved apostrophes', () => {
  for (const [path, text] of texts(fr)) {
    assert.doesNotMatch(text, /[^\u202f][;!?%]/, `${path}: narrow no-break space before ; ! ? %`)
    assert.doesNotMatch(text, /[^\u00a0]:(\s|$)/, `${path}: no-break space before a colon`)
    assert.doesNotMatch(text, /'/, `${path}: apostrophe`)
    assert.doesNotMatch(text, /\d [a-z]*(service|jour|incident)/, `${path}: no-break space after a number`)
    assert.doesNotMatch(
      text,
      /«[^\u00a0\u202f]|[^\u00a0\u202f]»|"/,
      `${path}: French quotation marks, with no-break spaces inside`,
    )
    assert.doesNotMatch(text, /\.\.\.| {2}/, `${path}: one character for an ellipsis, no double space`)
  }
})

test('English uses no French spaces and no straight apostrophes', () => {
  for (const [path, text] of texts(en)) assert.doesNotMatch(text, /[\u00a0\u202f]|'/, path)
})

test('plurals: French counts 0 as one, English as many', () => {
  assert.equal(fr.services(0), '0\u00a0service')
  assert.equal(fr.services(2), '2\u00a0services')
  assert.equal(en.services(0), '0 services')
  assert.equal(en.services(1), '1 service')
})

test('words that French borrowed are not left in English', () => {
  const untranslated = texts(fr).filter(([path, text]) =>
    texts(en).some(([at, english]) => at === path && english === text),
  )
  const same = [
    'ownName',
    'components',
    'legend.maintenance',
    'footer.api',
    'incident.components',
    'feed.title',
    'menu.contact',
    'providers.source',
    'embed.badge',
  ]
  assert.deepEqual(
    untranslated.map(([path]) => path).filter(path => !same.includes(path)),
    [],
  )
})
