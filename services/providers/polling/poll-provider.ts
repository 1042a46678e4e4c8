import { type Message, say, together } from '../../../contracts/messages/words.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { Adapter, Answer, Document, Feed } from '../adapters/reading/adapter.ts'
import { type Fetched, fetchFeed, type Validators } from './fetch-feed.ts'
import { joined, type Read, readAnswer, readDocuments } from './read-documents.ts'

/** What is remembered of one page between two polls; forgotten when the program stops. */
type PageMemory = {
  way: number
  polls: number
  /** Of each feed of the way that was read last. */
  validators: readonly (Validators | undefined)[]
  read: Read | null
}
export type Memory = Map<string, PageMemory>

export type PollDeps = {
  readonly network: OutgoingPolicy
  readonly clock: Clock
  /** Ends when the program stops. */
  readonly signal: AbortSignal
  /** Others could be reached lately, so that silence is not our own. */
  readonly othersAnswer: () => boolean
}

export type PollResponse = {
  readonly read: Read
  /** What came, as far as it came; empty when nothing changed. */
  readonly documents: readonly Document[]
  /** Some server answered something. */
  readonly answered: boolean
  readonly retry_after: string | undefined
}

const timeoutMs = 10_000
/** After so many polls a better way is tried again. */
const pollsUntilRetry = 40

/** Asks all pages of a provider and reads what they say. Never rejects. */
export async function pollProvider(
  adapter: Adapter,
  pages: readonly string[],
  memory: Memory,
  asking: PollDeps,
): Promise<PollResponse> {
  const asked: PollResponse[] = []
  for (const page of pages) asked.push(await pollPage(adapter, page, memory, asking))
  return {
    read: joined(asked.map(({ read }) => read)),
    documents: asked.flatMap(({ documents }) => documents),
    answered: asked.some(({ answered }) => answered),
    retry_after: asked.find(({ retry_after }) => retry_after !== undefined)?.retry_after,
  }
}

async function pollPage(adapter: Adapter, page: string, memory: Memory, asking: PollDeps): Promise<PollResponse> {
  const known = memory.get(page) ?? { way: 0, polls: 0, validators: [], read: null }
  memory.set(page, known)
  known.polls++
  if (known.polls % pollsUntilRetry === 0) Object.assign(known, { way: 0, validators: [], read: null })
  const ways = waysOf(adapter, page)
  const failures: Message[] = []
  const documents: Document[] = []
  let answered = false
  let retry_after: string | undefined
  for (const way of [known.way, ...ways.keys().filter(index => index !== known.way)]) {
    const feeds = ways[way] ?? []
    const came = await pollWay(adapter, feeds, way === known.way ? known : null, asking)
    documents.push(...came.documents)
    answered ||= came.answered
    retry_after ??= came.retry_after
    if ('reading' in came.read) {
      Object.assign(known, { way, read: came.read, validators: came.validators })
      return { read: came.read, documents, answered, retry_after }
    }
    failures.push(came.read.unreadable)
  }
  Object.assign(known, { validators: [], read: null })
  return { read: { unreadable: together(failures) }, documents, answered, retry_after }
}

/** An address that names a file is the feed itself, whatever the kind usually asks for. */
export function waysOf(adapter: Adapter, page: string): readonly (readonly Feed[])[] {
  const isFile = /\.(json|xml|rss|atom|js|html?)$/i.test(new URL(page).pathname)
  return isFile || !adapter.ways ? [[{ url: page }]] : adapter.ways(page)
}

type WayAnswer = PollResponse & { readonly validators: readonly (Validators | undefined)[] }

async function pollWay(
  adapter: Adapter,
  feeds: readonly Feed[],
  known: PageMemory | null,
  asking: PollDeps,
): Promise<WayAnswer> {
  const before = known?.read ? known.validators : []
  const fetched = await fetchAll(feeds, before, asking)
  if (known?.read && fetched.every(isNotModified)) {
    return { read: known.read, documents: [], answered: true, retry_after: undefined, validators: before }
  }
  // One of several changed: the others are needed again, too.
  const whole = fetched.some(isNotModified) ? await fetchAll(feeds, [], asking) : fetched
  const documents = whole.flatMap(one => ('status' in one && one.body.length > 0 ? [one] : []))
  return {
    read: readWay(adapter, feeds, whole, asking),
    documents,
    answered: whole.some(one => 'status' in one || one.cause !== 'silence'),
    retry_after: whole.flatMap(one => ('status' in one && one.status >= 400 ? (one.retry_after ?? []) : []))[0],
    validators: whole.map(one => ('status' in one ? one.validators : undefined)),
  }
}

function readWay(adapter: Adapter, feeds: readonly Feed[], fetched: readonly Fetched[], asking: PollDeps): Read {
  const [first] = fetched
  if (first && adapter.readAnswer) {
    return readAnswer(adapter, answerOf(first, asking)) ?? { unreadable: say('provider.nothing-fetched') }
  }
  const failures = fetched.flatMap((one, index) => {
    const reason =
      'failure' in one ? one.failure : one.status === 200 ? null : say('provider.answered', { status: one.status })
    const { url = '', optional } = feeds[index] ?? {}
    return reason && !optional ? [say('provider.of-host', { host: new URL(url).host, reason })] : []
  })
  if (failures.length > 0) return { unreadable: together(failures) }
  const documents = fetched.filter(one => 'status' in one && one.status === 200)
  return readable(adapter, feeds, documents, asking)
}

function answerOf(fetched: Fetched, { othersAnswer }: PollDeps): Answer {
  if ('status' in fetched) return fetched
  const { failure, cause } = fetched
  return { failure, proven: cause === 'broken' || (cause === 'silence' && othersAnswer()) }
}

/** An optional feed that cannot be read is left out rather than making the others worthless. */
function readable(
  adapter: Adapter,
  feeds: readonly Feed[],
  documents: readonly (Document | Fetched)[],
  { clock }: PollDeps,
): Read {
  const given = documents.filter(one => 'body' in one)
  const read = readDocuments(adapter, given, clock.now())
  const required = given.slice(0, feeds.filter(({ optional }) => !optional).length)
  if ('reading' in read || required.length === given.length) return read
  return readDocuments(adapter, required, clock.now())
}

const isNotModified = (one: Fetched): boolean => 'status' in one && one.status === 304

/** One after the other: a vendor is asked politely, and memory holds one answer at a time more than needed. */
async function fetchAll(
  feeds: readonly Feed[],
  validators: readonly (Validators | undefined)[],
  { network, clock, signal }: PollDeps,
): Promise<Fetched[]> {
  const fetched: Fetched[] = []
  for (const [index, { url }] of feeds.entries()) {
    const late = new AbortController()
    const timer = clock.after(timeoutMs, () => late.abort())
    const either = AbortSignal.any([signal, late.signal])
    fetched.push(await fetchFeed(url, { network, signal: either, validators: validators[index] }))
    timer.cancel()
  }
  return fetched
}
