import { type Message, say } from '../../../../contracts/messages/words.ts'
import { nearest } from '../../../../kit/service/validation-message.ts'
import { hint } from '../../definitions/check-definition.ts'
import { type Evaluation, type Rule, RuleFailure } from './evaluation.ts'
import { constantFractional, fractional } from './fractional.ts'
import { type ListOperator, listOperator, operators } from './operators.ts'
import { shortened } from './shortened.ts'
import { computedVariable, isVolatile, missing, missingSome, variable, wayOf } from './values.ts'

export class RuleProblem extends RuleFailure {
  readonly path: string

  constructor(path: string, problem: Message) {
    super(problem)
    this.path = path
  }
}

export type CompiledSegment = {
  readonly rule: Rule
  /** Segments it refers to itself; those that they refer to are theirs. */
  readonly uses: ReadonlySet<string>
  readonly volatile: boolean
  readonly nodes: number
}

export type CompileOptions = {
  readonly segments: ReadonlyMap<string, CompiledSegment>
  /** Puts something around each part that is not a literal, to see its value. */
  readonly around?: (rule: Rule, path: string, node: unknown) => Rule
}

export const mostNodes = 50_000

const listOperators: ReadonlySet<string> = new Set<ListOperator>(['map', 'filter', 'reduce', 'all', 'none', 'some'])
const others = ['var', 'missing', 'missing_some', 'fractional', '$ref', ...listOperators]
export const operatorNames: readonly string[] = [...operators.keys(), ...others]

/** JsonLogic → a tree of closures. No code is generated: rules come from people who may not run code here. */
export class RuleCompiler {
  readonly #options: CompileOptions
  readonly uses = new Set<string>()
  volatile = false
  nodes = 0

  constructor(options: CompileOptions) {
    this.#options = options
  }

  compile(node: unknown, path: string): Rule {
    // What is literal takes its time too, each time that a list of it is made.
    this.#count(1, path)
    if (isLiteral(node)) return () => node
    if (Array.isArray(node)) {
      const parts = node.map((part, index) => this.compile(part, `${path}[${index}]`))
      return (evaluation, data) => parts.map(part => part(evaluation, data))
    }
    const [name = '', given] = Object.entries(node as object)[0] ?? []
    const at = `${path}.${name}`
    const rule = this.#operation(name, given, at)
    return this.#options.around?.(rule, at, node) ?? rule
  }

  #operation(name: string, given: unknown, at: string): Rule {
    if (name === '$ref') return this.#reference(given, at)
    if (name === 'fractional') return this.#fractional(given, at)
    const list = Array.isArray(given) ? given : [given]
    if (listOperators.has(name)) return this.#list(name as ListOperator, list, at)
    const args = list.map((arg, index) => this.compile(arg, `${at}[${index}]`))
    if (name === 'var') return this.#variable(list, args)
    if (name === 'missing' || name === 'missing_some') {
      this.volatile ||= !list.every(isLiteral)
      return name === 'missing' ? missing(args) : missingSome(args)
    }
    if (name === 'in' && Array.isArray(list[1]) && isLiteral(list[1])) return inConstant(args, list[1])
    const build = operators.get(name)
    if (!build) throw new RuleProblem(at, unknownOperator(name))
    return build(args)
  }

  #variable(list: readonly unknown[], [path, otherwise = () => null]: readonly Rule[]): Rule {
    const [name] = list
    if (path && typeof name === 'object' && name !== null) {
      this.volatile = true
      return computedVariable(path, otherwise)
    }
    const way = wayOf(name)
    this.volatile ||= isVolatile(way)
    return variable(way, otherwise)
  }

  #list(name: ListOperator, [list, each, initial = null]: readonly unknown[], at: string): Rule {
    const selector = this.compile(list ?? null, `${at}[0]`)
    const before = this.nodes
    const rule = this.compile(each ?? null, `${at}[1]`)
    const cost = 1 + this.nodes - before
    return listOperator(name, { list: selector, each: rule, initial: this.compile(initial, `${at}[2]`), cost })
  }

  #fractional(given: unknown, at: string): Rule {
    if (!Array.isArray(given) || given.length === 0) return () => null
    if (Array.isArray(given[0]) && isLiteral(given)) {
      this.#count(given.length, at)
      return constantFractional(given)
    }
    const args = given.map((arg, index) => this.compile(arg, `${at}[${index}]`))
    return fractional(
      args,
      given.map(arg => (isLiteral(arg) ? arg : undefined)),
    )
  }

  #reference(name: unknown, at: string): Rule {
    const { segments } = this.#options
    const segment = typeof name === 'string' ? segments.get(name) : undefined
    if (typeof name !== 'string' || !segment) {
      const meant = typeof name === 'string' ? name : ''
      const problem = { name: JSON.stringify(shortened(name)), hint: hint(meant, [...segments.keys()]) }
      throw new RuleProblem(at, say('flag.evaluator-unknown', problem))
    }
    this.uses.add(name)
    this.volatile ||= segment.volatile
    this.#count(segment.nodes, at)
    return segment.rule
  }

  #count(nodes: number, path: string): void {
    this.nodes += nodes
    if (this.nodes > mostNodes) throw new RuleProblem(path, say('flag.rule-large', { limit: mostNodes }))
  }
}

/** Nothing in it has to be computed. An object that is not exactly one operation is data, as JsonLogic says. */
function isLiteral(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return true
  if (Array.isArray(node)) return node.every(isLiteral)
  return Object.keys(node).length !== 1
}

function inConstant([needle]: readonly Rule[], place: readonly unknown[]): Rule {
  const among = new Set(place)
  return needle ? (evaluation: Evaluation, data) => among.has(needle(evaluation, data)) : () => false
}

function unknownOperator(name: string): Message {
  const word = nearest(name.slice(0, 40), operatorNames)
  const names = operatorNames.join(' ')
  const hint = word === undefined ? say('hint.there-are', { names }) : say('hint.meant', { word })
  return say('flag.operation-unknown', { name: JSON.stringify(name.slice(0, 100)), hint })
}
