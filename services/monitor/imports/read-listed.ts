import { type Message, say, together } from '../../../contracts/messages/words.ts'
import { readYaml } from '../../../kit/config/yaml/read-yaml.ts'
import { type Facts, isFacts } from './read-import.ts'

export type Listed = {
  readonly document: Facts
  readonly items: readonly { readonly line: number; readonly value: unknown }[]
}

/** Whoever has more mistakes than that mends those first. Of a large file only the first is looked for: each is a reading. */
const mostMistakes = 5
const large = 500_000
/** Ten thousand entries; reading YAML takes a hundred times as long as reading JSON, and memory likewise. */
const longest = 2_500_000

/** What stands in a list of a YAML file, and on which lines; `listless`: what to say where there is no such list. */
export function readListed(text: string, name: string, listless: Message): Listed | Message {
  if (text.length > longest) return say('import.long', { limit: longest })
  const {
    value: document,
    written,
    mistakes,
  } = readYaml(text.replace(/^\uFEFF/, ''), text.length > large ? 0 : mostMistakes)
  if (mistakes.length > 0) {
    const listed = mistakes
      .slice(0, mostMistakes)
      .map(({ line, message: problem, hint }) =>
        hint ? say('import.yaml-hint', { line, problem, hint }) : say('import.yaml-line', { line, problem }),
      )
    return say('import.yaml', { mistakes: together(listed) })
  }
  const list = isFacts(document) ? document[name] : undefined
  if (!isFacts(document) || !Array.isArray(list)) return listless
  const lines = written.parts?.get(name)
  const lineOf = (index: number) => Number(lines?.parts?.get(index)?.at ?? lines?.at ?? 1)
  return { document, items: list.map((value: unknown, index) => ({ line: lineOf(index), value })) }
}
