import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PrometheusLabelValues } from '../../contracts/metrics/prometheus.ts'
import { answerTo } from '../../docs/reference/access-page.ts'
import { allOperations } from '../../docs/reference/all-operations.ts'
import type { Operation } from '../../kit/service/operation.ts'
import { type About, addressOf, missing } from '../foreign/addresses.ts'
import { fittingBodies, namingBodies } from '../foreign/fitting-bodies.ts'
import { type Answer, type Caller, worldOf } from '../foreign/world.ts'

/** What nobody would call a thing. Each as it stands in the address. */
const strange: Readonly<Record<string, string>> = {
  'a very long one': 'x'.repeat(5_000),
  'one of a hundred characters': 'x'.repeat(100),
  'one of other alphabets': encodeURIComponent('é💥ﷺ\u202e'),
  'a wildcard': '*',
  'a wildcard of SQL': '%25',
  'the folder above': '%2e%2e%2f%2e%2e',
  'a name of JavaScript': '__proto__',
  'a word of SQL': encodeURIComponent("' OR 1=1 --"),
  'a zero byte': '%00',
  'half a character': '%E0%A4%A',
  'a number': '1',
  'a blank': '%20',
}

test('things of others, and what is nothing', async t => {
  const world = await worldOf(t)
  const operations = await operationsWithIds()
  const before = await world.everything()

  await t.test('whoever names what is not theirs, or is nothing, is refused as the operation declares', async () => {
    const wrong: string[] = []
    let asked = 0
    for (const [operation, caller, about] of everyCase(operations, world.callers)) {
      const address = addressOf(operation, caller, about, world)
      if (!address || isCarriedOut(operation, caller, about)) continue
      const answer = await world.ask(operation, { caller, ...address })
      asked += 1
      const isAsDeclared = expected(operation, caller, about)(answer)
      if (!isAsDeclared) wrong.push(`${operation.name}, ${caller.name}, ${about}: ${answer.status} ${answer.code}`)
    }
    assert.deepEqual(wrong, [])
    assert.ok(asked > 3_000, `${asked} requests`)
  })

  await t.test('what nobody would call a thing is a thing that is not there, and never a fault', async () => {
    const wrong: string[] = []
    const callers = world.callers.filter(({ name }) => ['nobody', 'editor of p', 'admin'].includes(name))
    for (const operation of operations) {
      for (const caller of callers) {
        if (isCarriedOut(operation, caller, 'strange')) continue
        for (const [title, id] of Object.entries(strange)) {
          const address = { path: operation.path.replace(/:[a-z_]+/g, id), query: '' }
          const { status, code } = await world.ask(operation, { caller, ...address })
          // A label is no thing: of one that no series has there are no values, as Prometheus answers.
          const isAnswered = operation.access === 'public' || operation.name === PrometheusLabelValues.name
          const isFine = status < 500 && (status >= 400 || isAnswered)
          if (!isFine) wrong.push(`${operation.name}, ${caller.name}, ${title}: ${status} ${code}`)
        }
      }
    }
    assert.deepEqual(wrong, [])
  })

  await t.test('what one may not know of is answered as what is not there is, word for word', async () => {
    const told: string[] = []
    for (const operation of operations) {
      for (const caller of world.callers) {
        const there = addressOf(operation, caller, 'of another', world)
        const nothing = addressOf(operation, caller, 'nothing', world)
        const isRefused = /^\d/.test(gateOf(operation, caller, 'of another')) && !isProjectRole(operation, caller)
        if (!there || !nothing || there.path === nothing.path || !isRefused) continue
        const answers: string[] = []
        for (const { path, query } of [there, nothing]) {
          const { status, text, headers } = await world.ask(operation, { caller, path, query })
          const id = path.split('/').at(-1) ?? ''
          answers.push(JSON.stringify({ status, text: id.length > 8 ? text.replaceAll(id, '…') : text, headers }))
        }
        if (answers[0] !== answers[1]) told.push(`${operation.name}, ${caller.name}: ${answers.join(' or ')}`)
      }
    }
    assert.deepEqual(told, [])
  })

  await t.test('what the body of an order names has to be there too', async () => {
    const wrong: string[] = []
    const admin = world.callers.find(({ name }) => name === 'admin') ?? assert.fail()
    const values = { nothing: missing, 'another kind': world.mine.checks ?? '', 'a name of JavaScript': '__proto__' }
    for (const [operation, bodyWith] of namingBodies()) {
      for (const [title, id] of Object.entries(values)) {
        const path = operation.path.replace(/:[a-z]+/, world.mine.incidents ?? '')
        const query = operation.query && 'project' in operation.query.properties ? '?project=p' : ''
        const { status, code } = await world.ask(operation, { caller: admin, path, query, body: bodyWith(id) })
        if (status !== 400 && status !== 404) wrong.push(`${operation.name}, ${title}: ${status} ${code}`)
      }
    }
    assert.deepEqual(wrong, [])
  })

  assert.equal(await world.everything(), before, 'whoever is refused has changed nothing')
})

const abouts = ['theirs', 'of another', 'nothing', 'another kind'] as const

function* everyCase(operations: readonly Operation[], callers: readonly Caller[]) {
  for (const operation of operations) {
    for (const caller of callers) for (const about of abouts) yield [operation, caller, about] as const
  }
}

async function operationsWithIds(): Promise<readonly Operation[]> {
  const all = await allOperations()
  const named = all.filter(({ path, project_role }) => path.includes(':') || project_role)
  const unfit = named.filter(({ name, body }) => body && !(name in fittingBodies) && !isOptional(body))
  assert.deepEqual(
    unfit.map(({ name }) => name),
    [],
    'e2e/foreign/fitting-bodies.ts has a body for each of them',
  )
  return named
}

const isOptional = (body: object): boolean => 'anyOf' in body

/** An order by somebody who may give it, about what is there, is carried out: that is told elsewhere. */
function isCarriedOut(operation: Operation, caller: Caller, about: About): boolean {
  if (operation.method === 'GET' || operation.reads || operation.access === 'public') return false
  // These make what is not there.
  const makes = ['CreateFlag', 'PutSegment', 'ImportFlags', 'PutFlagEnvironment'].includes(operation.name)
  if ((about === 'nothing' || about === 'another kind' || about === 'strange') && !makes) return false
  return gateOf(operation, caller, about) === 'in'
}

/** What the declaration says: `in`, or the status of the refusal. */
function gateOf(operation: Operation, caller: Caller, about: About): string {
  const gate = answerTo(operation, caller, about === 'theirs' ? 'own' : 'of-another')
  if (gate.startsWith('in with ')) return gate === `in with ${caller.name}` ? 'in' : '403'
  if (!gate.startsWith('in as ')) return gate
  const role = caller.roles?.[about === 'of another' ? 'q' : 'p'] ?? 'viewer'
  const ranks = ['viewer', 'editor', 'approver', 'owner']
  return ranks.indexOf(role) >= ranks.indexOf(gate.slice('in as '.length)) ? 'in' : '403'
}

/** In projects everybody who signed in may look. */
const isProjectRole = (operation: Operation, caller: Caller): boolean =>
  answerTo(operation, caller, 'of-another').startsWith('in as ')

function expected(operation: Operation, caller: Caller, about: About): (answer: Answer) => boolean {
  const gate = gateOf(operation, caller, about)
  const isThere = about === 'theirs' || about === 'of another'
  return ({ status, code }) => {
    if (status >= 500) return false
    if (gate === 'in') return isThere ? status < 400 : [400, 404].includes(status) || operation.access === 'public'
    if (isThere || !isProjectRole(operation, caller)) return String(status) === gate && code !== ''
    // Who may not change anything there is told so, or that there is nothing.
    return [400, 403, 404].includes(status)
  }
}
