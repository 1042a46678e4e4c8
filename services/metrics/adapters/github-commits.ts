import { Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { isMapping } from '../../../kit/config/schema/json-schema.ts'
import { retryAfter } from '../../../kit/http-client/retry-after.ts'
import type { HttpAnswer } from '../../../kit/http-client/send-http.ts'
import { fetchAnswer } from './reading/fetch-text.ts'
import { PointProblems } from './reading/point-problems.ts'
import { originOf } from './reading/settings.ts'
import { defineSourceKind, type Reading, type ReadingContext, Unreadable } from './reading/source-kind.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
/** Of a hundred commits each. */
const mostPages = 50

/** https://docs.github.com/en/rest/commits/commits#list-commits */
export const githubCommits = defineSourceKind({
  kind: 'github-commits',
  summary: 'Commits of a repository at GitHub, minute by minute',
  every_s: 300,
  schema: Type.Object({
    repository: Type.String({ pattern: '^[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}$', description: 'owner/name' }),
    branch: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    token: Type.Optional(
      Type.String({ maxLength: 400, secret: true, description: 'Without one GitHub answers sixty times an hour.' }),
    ),
    api_url: Type.Optional(
      Type.String({
        pattern: '^https?://',
        maxLength: 500,
        address: true,
        description: 'Of GitHub Enterprise; https://api.github.com when left out.',
      }),
    ),
  }),
  sendsTo: ({ api_url }) => originOf(api_url ?? publicApi),
  read: async ({ repository, branch, token, api_url }, context) => {
    const url = new URL(`${(api_url ?? publicApi).replace(/\/+$/, '')}/repos/${repository}/commits`)
    url.searchParams.set('per_page', '100')
    if (branch !== undefined) url.searchParams.set('sha', branch)
    const { since, etag } = context.validators
    if (since !== undefined) url.searchParams.set('since', since)
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
    return readPages(url, { context, headers: authorization, etag })
  },
})

const publicApi = 'https://api.github.com'

type Asking = {
  readonly context: ReadingContext
  readonly headers: Readonly<Record<string, string>>
  readonly etag: string | undefined
}

async function readPages(first: URL, { context, headers, etag }: Asking): Promise<Reading> {
  const minutes = new Map<number, number>()
  const problems = new PointProblems()
  const present = Math.floor(context.now / minuteMs) * minuteMs
  let next: URL | null = first
  let [known, isCut, newest, index]: [string | undefined, boolean, number, number] = [undefined, false, 0, 0]
  for (let page = 0; next !== null && page < mostPages; page += 1) {
    const asked = page === 0 && etag !== undefined ? { ...headers, 'if-none-match': etag } : headers
    const answer = await fetchPage(next, asked, context)
    if (answer.status === 304) return { points: [], problems: [], validators: context.validators }
    if (page === 0) known = answer.headers.etag
    for (const commit of commitsIn(answer)) {
      const at = timeOf(commit)
      if (at === null) problems.add(index, say('point.no-time'))
      // The minute is not over, and more may come of it.
      else if (at >= present) isCut = true
      else minutes.set(at, (minutes.get(at) ?? 0) + 1)
      newest = Math.max(newest, at ?? 0)
      index += 1
    }
    next = nextPage(answer, next)
  }
  const points = [...minutes].map(([at, value]) => {
    return {
      name: 'commits',
      labels: {},
      at,
      value,
      time_text: new Date(at).toISOString(),
      time_form: 'zoned',
    } as const
  })
  const since = newest === 0 ? context.validators.since : new Date(newest - dayMs).toISOString()
  // The tag is of this address, and the next question has the same one only when nothing newer came.
  const isSame = since === context.validators.since && !isCut
  const validators = { ...(since ? { since } : {}), ...(isSame && known !== undefined ? { etag: known } : {}) }
  return { points, problems: problems.list, validators }
}

async function fetchPage(url: URL, headers: Asking['headers'], context: ReadingContext): Promise<HttpAnswer> {
  const accept = 'application/vnd.github+json'
  const answer = await fetchAnswer(url.href, { ...context, headers, accept, takes: [304, 403, 404, 429] })
  if (answer.status === 404) throw new Unreadable(say('source.no-repository'))
  if (answer.status !== 403 && answer.status !== 429) return answer
  const reset = Number(answer.headers['x-ratelimit-reset'])
  const wait_s = retryAfter(answer.headers['retry-after'], context.now) ?? Math.max(60, reset - context.now / 1_000)
  const isLimited = answer.status === 429 || answer.headers['x-ratelimit-remaining'] === '0'
  if (!isLimited) throw new Unreadable(say('source.status', { status: answer.status }))
  throw new Unreadable(
    say('source.rate-limited', { time: { at: new Date(context.now + wait_s * 1_000).toISOString() } }),
    {
      wait_s,
    },
  )
}

function commitsIn({ body }: HttpAnswer): readonly unknown[] {
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch (thrown) {
    throw new Unreadable(say('source.not-json', { problem: String((thrown as Error).message).slice(0, 200) }))
  }
  if (Array.isArray(value)) return value
  throw new Unreadable(say('source.no-items', { path: 'commits' }))
}

/** The minute in which it was written. */
function timeOf(entry: unknown): number | null {
  const commit = isMapping(entry) ? entry.commit : undefined
  const author = isMapping(commit) ? commit.author : undefined
  const at = isMapping(author) ? Date.parse(String(author.date)) : Number.NaN
  return Number.isFinite(at) ? Math.floor(at / minuteMs) * minuteMs : null
}

/** The token goes to no other site. */
function nextPage({ headers }: HttpAnswer, present: URL): URL | null {
  const [, target] = /<([^>]{1,2000})>\s*;\s*rel="next"/.exec(String(headers.link ?? '')) ?? []
  const next = target === undefined ? null : URL.parse(target, present.href)
  return next?.origin === present.origin ? next : null
}
