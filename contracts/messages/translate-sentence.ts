/** In the other language; undefined where the sentence, or one inside it, has no words there. */
export type Translate = (sentence: string) => string | undefined

/** What stands at `{name}` in a sentence: how it looks, and how the other language says it, if not in the same way. */
export type Part = { readonly looks: string; readonly say?: Translate }

type Known = { readonly pattern: RegExp; readonly names: readonly string[]; readonly said: string }

/**
 * Sentences that are stored, and read by programs, as they are, told again in another language: both have the same
 * `{parts}`. The first one that fits counts. `{text}` is any text, `{sentence}` another one of these; `{text2}` is the
 * second of its kind. Sentences joined with `; ` are told one by one.
 */
export function translation(
  sentences: Readonly<Record<string, string>>,
  parts: Readonly<Record<string, Part>>,
): Translate {
  let known: readonly Known[] | undefined
  const one: Translate = sentence => {
    known ??= Object.entries(sentences).map(([text, said]) => ({ ...patternOf(text, parts), said }))
    for (const { pattern, names, said } of known) {
      const found = pattern.exec(sentence)
      const text = found && filled(said, valuesOf(names, found.slice(1)))
      if (text) return text
    }
    return undefined
  }
  const any: Translate = sentence => one(sentence) ?? joined(sentence.split('; ').map(one))
  const valuesOf = (names: readonly string[], found: readonly string[]) =>
    new Map(
      names.map((name, index) => {
        const say = kindOf(name) === 'sentence' ? any : parts[kindOf(name)]?.say
        const part = found[index] ?? ''
        return [name, say ? say(part) : part] as const
      }),
    )
  return any
}

const placeholder = /\{(\w+)\}/g

const kindOf = (name: string): string => name.replace(/\d+$/, '')

function patternOf(text: string, parts: Readonly<Record<string, Part>>): Omit<Known, 'said'> {
  const names = [...text.matchAll(placeholder)].map(([, name = '']) => name)
  // Between two plain texts stands the name of a part.
  const source = text.split(placeholder).map((piece, index) => {
    const isName = index % 2 === 1
    return isName ? `(${parts[kindOf(piece)]?.looks ?? '.*'})` : piece.replace(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
  })
  return { pattern: new RegExp(`^${source.join('')}$`, 'su'), names }
}

function filled(said: string, values: ReadonlyMap<string, string | undefined>): string | undefined {
  if ([...values.values()].includes(undefined)) return undefined
  return said.replace(placeholder, (_, name: string) => values.get(name) ?? '')
}

function joined(said: readonly (string | undefined)[]): string | undefined {
  const all = said.filter(text => text !== undefined)
  return said.length > 1 && all.length === said.length ? all.join('\u202f; ') : undefined
}
