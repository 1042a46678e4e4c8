import { RE2JS } from 're2js'

/** What JSONata takes of a `RegExp`, with an engine whose time grows with the text and never with the expression's tricks. */
export class LinearRegExp {
  lastIndex = 0
  readonly #compiled: RE2JS

  constructor({ source, flags }: { readonly source: string; readonly flags: string }) {
    const insensitive = flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0
    const multiline = flags.includes('m') ? RE2JS.MULTILINE : 0
    this.#compiled = RE2JS.compile(source, insensitive | multiline)
  }

  exec(text: string): (readonly (string | undefined)[] & { readonly index: number }) | null {
    const matcher = this.#compiled.matcher(text)
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0
      return null
    }
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, group) => matcher.group(group) ?? undefined)
    this.lastIndex = matcher.end()
    return Object.assign(groups, { index: matcher.start() })
  }
}
