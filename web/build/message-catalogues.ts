import { statSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { IntlMessageFormat } from 'intl-messageformat'
import type { Alias, Plugin } from 'vite'

export const catalogueFile = /\/messages\/(?:[a-z]{2}\/(?:kit\/)?(?!catalogue)[a-z-]+|kit-catalogue)\.ts$/

const treeOf = (text: string) => new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst()

/**
 * Texts in ICU MessageFormat enter the bundle as the trees that they are parsed to, since the parser alone is as large as
 * a page may be. Functions of these modules stay outside.
 */
export function messageCatalogues(): Plugin {
  return {
    name: 'message-catalogues',
    enforce: 'pre',
    async load(id) {
      const file = id.split('?')[0] ?? ''
      if (!catalogueFile.test(file)) return null
      const module: object = await import(`${pathToFileURL(file).href}?${statSync(file).mtimeMs}`)
      const lines = Object.entries(module)
        .filter(([, value]) => typeof value === 'object')
        .map(([name, texts]) => {
          const trees = Object.entries<string>(texts).map(([code, text]) => [code, treeOf(text)])
          return `export const ${name} = ${JSON.stringify(Object.fromEntries(trees))}`
        })
      return { code: lines.join('\n'), map: null, moduleSideEffects: false }
    },
  }
}

/** What the parser is in the browser: the same package without it. */
export const withoutParser: Alias = {
  find: /^@formatjs\/icu-messageformat-parser$/,
  replacement: '@formatjs/icu-messageformat-parser/no-parser.js',
}
