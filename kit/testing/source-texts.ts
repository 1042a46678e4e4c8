import { readFileSync } from 'node:fs'
import { parseAst } from 'vite'

/** What a source says, read as its syntax tree, for tests that look at every text of it. */
export type SourceNode = { readonly type: string; readonly [part: string]: unknown }
export const isNode = (value: unknown): value is SourceNode =>
  typeof value === 'object' && value !== null && 'type' in value

/** Every part of a source file, the file itself first. */
export function nodesOf(file: string): SourceNode[] {
  const tree: unknown = parseAst(readFileSync(file, 'utf8'), { lang: file.endsWith('x') ? 'tsx' : 'ts' })
  return isNode(tree) ? [...nodesIn(tree)] : []
}

export function* nodesIn(node: SourceNode): Generator<SourceNode> {
  yield node
  for (const part of Object.values(node).flat()) if (isNode(part)) yield* nodesIn(part)
}

/** Of a plain text or one with `${…}`, in place of which stands an example; undefined for everything else. */
export function textOf(node: unknown, example: (expression: SourceNode) => string): string | undefined {
  if (!isNode(node)) return undefined
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  if (node.type !== 'TemplateLiteral') return undefined
  const [pieces, expressions] = [node.quasis, node.expressions] as [{ value: { cooked: string } }[], SourceNode[]]
  return pieces
    .map(({ value }, index) => value.cooked + (expressions[index] ? example(expressions[index]) : ''))
    .join('')
}

/** `name` in `name(…)`, `a.name(…)` and `new name(…)`. */
export function calledName({ callee }: SourceNode): string {
  const named = isNode(callee) && callee.type === 'MemberExpression' ? callee.property : callee
  return isNode(named) ? String(named.name ?? '') : ''
}
