import { plainScalar } from './plain-scalar.ts'
import { readPlainFlow } from './read-plain-flow.ts'
import type { Written } from './source-positions.ts'

type Branch = { readonly at: number; parts?: Written['parts'] }
type Line = { readonly number: number; readonly indent: number; readonly content: string }

/** Thrown for everything beyond the subset; never leaves this file. */
const beyond = Symbol('beyond the plain subset')

const key = /^([A-Za-z_][\w.-]*):(?: +(.*))?$/
const quoted = /^(?:"([^"\\]*)"|'([^']*)')(?: +#.*)?$/
const printable = /^[\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u

/**
 * The YAML that nearly every configuration is written in: block mappings and lists, values on one line. Answers
 * undefined for any text with something else or something wrong in it: the full parser, ten times slower, has the say
 * then. A property test holds both to the same answers.
 */
export function readPlainYaml(text: string): { readonly value: unknown; readonly written: Written } | undefined {
  if (!printable.test(text)) return undefined
  try {
    const reader = new PlainReader(linesOf(text))
    const written: Branch = { at: 1 }
    return { value: reader.document(written), written }
  } catch (error) {
    if (error === beyond) return undefined
    throw error
  }
}

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (const [index, row] of text.split('\n').entries()) {
    const content = row.replace(/^ +| +$/g, '')
    if (content === '' || content.startsWith('#')) continue
    // Longer keys are refused by YAML itself.
    if (content.length > 1000) throw beyond
    lines.push({ number: index + 1, indent: row.search(/[^ ]/), content })
  }
  return lines
}

const isItem = (line: Line | undefined): boolean => /^-(?: |$)/.test(line?.content ?? '')

class PlainReader {
  readonly #lines: Line[]
  #next = 0

  constructor(lines: Line[]) {
    this.#lines = lines
  }

  document(written: Branch): unknown {
    const first = this.#lines[0]
    const value = first ? this.#block(first.indent, written) : null
    if (this.#next < this.#lines.length) throw beyond
    return value
  }

  #block(indent: number, branch: Branch): unknown {
    // The full parser says where nesting has to end.
    if (indent > 60) throw beyond
    return isItem(this.#lines[this.#next]) ? this.#list(indent, branch) : this.#mapping(indent, branch)
  }

  #mapping(indent: number, branch: Branch): Record<string, unknown> {
    const value: Record<string, unknown> = {}
    const parts = new Map<string, Branch>()
    branch.parts = parts
    for (let line = this.#at(indent); line && !isItem(line); line = this.#at(indent)) {
      const [, name = '', rest = ''] = key.exec(line.content) ?? []
      if (name === '' || parts.has(name) || /^(true|false|null|__proto__)$/i.test(name)) throw beyond
      const inner: Branch = { at: line.number }
      parts.set(name, inner)
      this.#next++
      value[name] = rest === '' || rest.startsWith('#') ? this.#below(indent, inner) : this.#single(rest, indent, inner)
    }
    return value
  }

  #list(indent: number, branch: Branch): unknown[] {
    const value: unknown[] = []
    const parts = new Map<number, Branch>()
    branch.parts = parts
    for (let line = this.#at(indent); line && isItem(line); line = this.#at(indent)) {
      const inner: Branch = { at: line.number }
      parts.set(value.length, inner)
      const rest = line.content.replace(/^- */, '')
      if (rest === '' || rest.startsWith('#')) throw beyond
      if (rest.startsWith('- ') || key.test(rest)) {
        const inside = indent + line.content.length - rest.length
        this.#lines[this.#next] = { number: line.number, indent: inside, content: rest }
        value.push(this.#block(inside, inner))
      } else {
        this.#next++
        value.push(this.#single(rest, indent, inner))
      }
    }
    return value
  }

  /** The next line if it belongs to a block of this indentation; undefined when the block is over. */
  #at(indent: number): Line | undefined {
    const line = this.#lines[this.#next]
    if (!line || line.indent < indent) return undefined
    if (line.indent > indent) throw beyond
    return line
  }

  /** What stands in the lines below a key: a deeper block, a list in the same column, or nothing. */
  #below(indent: number, branch: Branch): unknown {
    const line = this.#lines[this.#next]
    if (line && line.indent > indent) return this.#block(line.indent, branch)
    return line?.indent === indent && isItem(line) ? this.#list(indent, branch) : null
  }

  #single(text: string, indent: number, branch: Branch): unknown {
    const line = this.#lines[this.#next]
    // A value that goes on in the next line.
    if (line && line.indent > indent) throw beyond
    if (text.startsWith('{') || text.startsWith('[')) {
      const flow = readPlainFlow(text, branch.at)
      if (!flow) throw beyond
      branch.parts = flow.written.parts
      return flow.value
    }
    const [whole, double, single] = quoted.exec(text) ?? []
    if (whole !== undefined) return double ?? single
    const plain = text.replace(/ +#.*$/, '')
    if (!/^[A-Za-z0-9/.$_\u00c0-\u024f+-]/.test(plain) || /: |:$/.test(plain) || plain.startsWith('- ')) throw beyond
    const value = plainScalar(plain)
    if (value === undefined) throw beyond
    return value
  }
}
