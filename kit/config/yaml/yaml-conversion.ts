import { isAlias, isMap, isScalar, isSeq, type LineCounter, type Node, type YAMLMap, type YAMLSeq } from 'yaml'
import { say } from '../../messages/kit-catalogue.ts'
import type { Message } from '../../messages/message.ts'
import type { Place, Written } from './source-positions.ts'

/** `hint`: what to do about it. */
export type Mistake = { readonly line: number; readonly message: Message; readonly hint?: Message | undefined }

type Branch = { at: Place; parts?: Map<string | number, Branch> | undefined }

const maxDepth = 50
/** Nodes that aliases may stand for in all: enough for shared defaults of 10,000 services, no room for a bomb. */
const maxAliased = 200_000

/** Turns the nodes of one YAML document into plain values, and remembers in which line each was written. */
export class YamlConversion {
  readonly mistakes: Mistake[] = []
  readonly #lines: LineCounter
  readonly #anchors = new Map<string, Node>()
  #aliased = 0
  #tooDeep = false

  constructor(lines: LineCounter) {
    this.#lines = lines
  }

  convert(contents: unknown): { readonly value: unknown; readonly written: Written } {
    const root: Branch = { at: 1 }
    return { value: this.#value(contents, root, { depth: 0, aliased: false }), written: root }
  }

  #value(node: unknown, branch: Branch, within: Within): unknown {
    if (within.aliased && ++this.#aliased > maxAliased) {
      if (this.#aliased === maxAliased + 1) this.#mistake(branch, say('yaml.aliases'))
      return null
    }
    if (within.depth > maxDepth) {
      if (!this.#tooDeep) this.#mistake(branch, say('yaml.deep'))
      this.#tooDeep = true
      return null
    }
    if (isAlias(node)) return this.#aliasValue(node.source, branch, within)
    if ((isMap(node) || isSeq(node) || isScalar(node)) && node.anchor) this.#anchors.set(node.anchor, node)
    if (isMap(node)) return this.#mapping(node, branch, within)
    if (isSeq(node)) return this.#sequence(node, branch, within)
    return isScalar(node) ? this.#scalar(node.value, branch) : null
  }

  #scalar(value: unknown, branch: Branch): unknown {
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value
    this.#mistake(branch, say('yaml.tag', { tag: '!!binary' }), say('yaml.quote-tag', { sign: '!' }))
    return null
  }

  #aliasValue(name: string, branch: Branch, { depth }: Within): unknown {
    const target = this.#anchors.get(name)
    if (target) return this.#value(target, branch, { depth: depth + 1, aliased: true })
    this.#mistake(branch, say('yaml.anchor-missing', { name }), say('yaml.quote-text', { sign: '*' }))
    return null
  }

  #sequence(node: YAMLSeq, branch: Branch, within: Within): unknown[] {
    const parts = new Map<number, Branch>()
    branch.parts = parts
    return node.items.map((item, index) => {
      const inner: Branch = { at: this.#lineOf(item) ?? branch.at }
      parts.set(index, inner)
      return this.#value(item, inner, { ...within, depth: within.depth + 1 })
    })
  }

  #mapping(node: YAMLMap, branch: Branch, within: Within): Record<string, unknown> {
    const value: Record<string, unknown> = {}
    const parts = new Map<string, Branch>()
    const merges: { readonly from: unknown; readonly branch: Branch }[] = []
    branch.parts = parts
    for (const pair of node.items) {
      const inner: Branch = { at: this.#lineOf(pair.key) ?? branch.at }
      const key = this.#key(pair.key, inner)
      if (key === undefined) continue
      const before = parts.get(key)
      const inside = this.#value(pair.value, inner, { ...within, depth: within.depth + 1 })
      if (key === '<<') {
        merges.push({ from: inside, branch: inner })
      } else if (before) {
        this.#mistake(inner, say('yaml.twice', { key }), say('yaml.first', { line: before.at }))
      } else {
        value[key] = inside
        parts.set(key, inner)
      }
    }
    for (const merge of merges) this.#merge(value, parts, merge.from, merge.branch)
    return value
  }

  /** `<<: *defaults`: what is written in the mapping itself wins, then the first of several sources. */
  #merge(value: Record<string, unknown>, parts: Map<string, Branch>, from: unknown, branch: Branch): void {
    const sources = Array.isArray(from) ? from : [from]
    for (const [index, source] of sources.entries()) {
      if (source === null || typeof source !== 'object' || Array.isArray(source)) {
        this.#mistake(branch, say('yaml.merge'), say('yaml.write', { text: '<<: *name' }))
        continue
      }
      const written = Array.isArray(from) ? branch.parts?.get(index) : branch
      for (const [key, inside] of Object.entries(source)) {
        if (Object.hasOwn(value, key)) continue
        value[key] = inside
        parts.set(key, written?.parts?.get(key) ?? { at: branch.at })
      }
    }
  }

  #key(key: unknown, branch: Branch): string | undefined {
    const value = isScalar(key) ? key.value : undefined
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
    if (typeof text === 'string' && text !== '__proto__') return text
    if (isScalar(key) && value === null) this.#mistake(branch, say('yaml.key-missing'))
    else if (text === '__proto__') this.#mistake(branch, say('yaml.proto'))
    else this.#mistake(branch, say('yaml.key-text'), say('yaml.quote-brackets', { map: '{', list: '[' }))
    return undefined
  }

  #lineOf(node: unknown): number | undefined {
    const range = isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined
    return range ? this.#lines.linePos(range[0]).line : undefined
  }

  #mistake({ at }: Branch, message: Message, hint?: Message): void {
    this.mistakes.push({ line: Number(at), message, hint })
  }
}

type Within = { readonly depth: number; readonly aliased: boolean }
