import assert from 'node:assert/strict'
import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'

type Catalogue = Readonly<Record<string, unknown>>
type Both = { readonly en: Catalogue; readonly fr: Catalogue }

const folder = import.meta.dirname
const areas = await Promise.all(
  globSync(['*.ts', '../../contracts/messages/check-fields.ts'], { cwd: folder, exclude: ['*.test.ts'] }).map(
    async file => {
      const module: Readonly<Record<string, Both>> = await import(join(folder, file))
      const [both] = Object.values(module).filter(value => 'en' in value && 'fr' in value)
      assert.ok(both, `${file} exports { en, fr }`)
      return { area: basename(file, '.ts'), both }
    },
  ),
)

/** Every text, with what it says of 0, 1 and 2 things. */
function texts(catalogue: Catalogue, path: string): [path: string, text: string][] {
  return Object.entries(catalogue).flatMap(([key, value]): [string, string][] => {
    const name = `${path}.${key}`
    if (typeof value === 'string') return [[name, value]]
    if (typeof value === 'function') return [0, 1, 2].map(count => [name, String(value(count, count, count))])
    return value === undefined ? [] : texts(value as Catalogue, name)
  })
}

const english = areas.flatMap(({ area, both }) => texts(both.en, area))
const french = areas.flatMap(({ area, both }) => texts(both.fr, area))

/** Settings have English help in their schema, providers English notes in the catalogue; only French needs its own. */
const isBorrowed = (path: string) => /^(check-fields\..*\.help|providers\.form\.notes\..*)$/.test(path)

test('both languages say the same things, and say something', () => {
  const say = (catalogue: [string, string][]) => catalogue.map(([path]) => path).filter(path => !isBorrowed(path))
  assert.deepEqual(say(french), say(english))
  for (const [path, text] of [...english, ...french]) assert.notEqual(text.trim(), '', path)
})

const counted =
  /\d ((s|ms|an)(?![\p{L}’])|mois|jour|heure|minute|seconde|service|composant|contrôle|incident|session|caractère|ligne|abonné|message|envoi|clé|utilisateur|drapeau|appareil|mesure|fois)/u

test('French is typeset as French: no-break spaces before high punctuation and after numbers, curved apostrophes', () => {
  for (const [path, text] of french) {
    assert.doesNotMatch(text, /[^\u202f][;!?%](\s|$)/, `${path}: narrow no-break space before ; ! ? %`)
    assert.doesNotMatch(text, /[^\u00a0]:(\s|$)/, `${path}: no-break space before a colon`)
    assert.doesNotMatch(text, /'/, `${path}: apostrophe`)
    assert.doesNotMatch(text, counted, `${path}: no-break space after a number`)
  }
})

test('English uses no French spaces and no straight apostrophes', () => {
  for (const [path, text] of english) assert.doesNotMatch(text, /[\u00a0\u202f]|\w'\w/, path)
})
