import { Socket } from 'node:net'
import { say } from '../../../contracts/messages/words.ts'
import { BodyFacts, type Facts, failing } from '../../../kit/conditions/conditions.ts'
import { redactAddress } from '../../../kit/http-client/redact-address.ts'
import { shortened } from '../../../kit/http-client/shortened.ts'
import type { Message } from '../../../kit/messages/message.ts'
import { endsSoon } from './connection/certificate.ts'
import { openConnection } from './connection/connection.ts'
import { exchange, type HttpAnswer } from './http/exchange.ts'
import { type Hop, type HttpPlan, httpPlan, nextHop } from './http/plan.ts'
import { HttpSettings, httpProblems } from './http/settings.ts'
import { type Attempt, attempt, degraded, down, up, type Verdict } from './kind/attempt.ts'
import { thousandths } from './kind/format.ts'
import { defineCheckKind } from './kind/kind.ts'

export const http = defineCheckKind({
  kind: 'http',
  summary: 'Requests a URL and verifies the response: status, headers, body, time and certificate.',
  schema: HttpSettings,
  address: ({ url }) => url,
  sendsTo: ({ url, follow_redirects, tls }) => JSON.stringify([url, follow_redirects, tls.verify, tls.server_name]),
  problems: httpProblems,
  probe: (settings, context) => {
    const plan = httpPlan(settings)
    return attempt(context, running => followed(running, plan), plan.slow_ms)
  },
})

/** The last answer of a chain of redirects, evaluated. Each hop is a fresh connection whose address is checked anew. */
async function followed(attempt: Attempt, plan: HttpPlan): Promise<Verdict> {
  const { max_redirects } = plan.settings
  const skipBody = (status: number, headers: readonly string[]) => redirects(plan, status, headers) !== undefined
  const rules = { body_bytes: plan.body_bytes, skipBody }
  const chain = [plan.first]
  for (let hop = plan.first; ; ) {
    const socket = await openConnection(attempt, hop.endpoint)
    if (!(socket instanceof Socket)) return via(chain, socket)
    const answer = await exchange(attempt, socket, hop.request, rules)
    if ('state' in answer) return via(chain, answer)
    const location = redirects(plan, answer.status, answer.headers)
    if (location === undefined) return via(chain, verdictOn(attempt, plan, answer))
    const url = URL.parse(location, hop.url.href)
    if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:'))
      return down(say('http.redirect-scheme', { location: place(location) }))
    url.hash = ''
    const next = nextHop(hop, url, answer.status, plan)
    if (next === null) return down(say('http.redirect-body', { location: place(url.href) }))
    hop = next
    const met = chain.some(({ url, request }) => url.href === hop.url.href && request.method === hop.request.method)
    chain.push(hop)
    if (met) return down(say('http.redirect-loop', { route: route(chain) }))
    if (chain.length > max_redirects + 1)
      return down(say('http.redirect-limit', { limit: max_redirects, route: route(chain) }))
  }
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

function redirects(plan: HttpPlan, status: number, headers: readonly string[]): string | undefined {
  if (!redirectStatuses.has(status) || !plan.settings.follow_redirects || plan.status.accepts(status)) return undefined
  const location = headerOf(headers, 'location')
  // Node reads headers as Latin-1; a path that is not ASCII comes as UTF-8.
  return location && Buffer.from(location, 'latin1').toString('utf8')
}

function verdictOn(attempt: Attempt, plan: HttpPlan, answer: HttpAnswer): Verdict {
  const { certificate_days } = plan.settings.tls
  if (!plan.status.accepts(answer.status)) return down(wrongStatus(plan, answer))
  const failed = plan.needsBody || plan.conditions.length > 0 ? verifyContent(attempt, plan, answer) : null
  if (failed) return down(failed)
  const { certificate } = attempt
  const soon = certificate && certificate_days !== undefined ? endsSoon(certificate, certificate_days) : null
  return soon ? degraded(soon) : up
}

function wrongStatus(plan: HttpPlan, { status, headers }: HttpAnswer): Message {
  const location = redirectStatuses.has(status) ? headerOf(headers, 'location') : undefined
  const { expected } = plan.status
  return location
    ? say('http.status-to', { status, location: place(location), expected })
    : say('http.status', { status, expected })
}

function verifyContent(attempt: Attempt, plan: HttpPlan, answer: HttpAnswer): Message | null {
  const { keyword, keyword_absent } = plan.settings
  const type = headerOf(answer.headers, 'content-type') ?? ''
  const encoding = headerOf(answer.headers, 'content-encoding') ?? 'identity'
  if (plan.needsBody && encoding !== 'identity') return say('http.compressed', { encoding: shortened(encoding, 40) })
  const body = new BodyFacts(answer.body, answer.complete, /charset="?([^";\s]+)/i.exec(type)?.[1])
  if (keyword !== undefined && !body.text.includes(keyword))
    return say('http.keyword-missing', { text: shortened(keyword, 100) })
  if (keyword_absent !== undefined && body.text.includes(keyword_absent))
    return say('http.keyword-present', { text: shortened(keyword_absent, 100) })
  const facts: Facts = {
    status: answer.status,
    response_ms: thousandths(attempt.elapsed()),
    certificate_days: attempt.certificate?.days_left,
    ip: attempt.address ?? undefined,
    header: name => headerOf(answer.headers, name),
    body,
  }
  return failing(plan.conditions, facts)
}

function headerOf(raw: readonly string[], name: string): string | undefined {
  let found: string | undefined
  for (let index = 0; index + 1 < raw.length; index += 2) {
    if (raw[index]?.toLowerCase() !== name) continue
    found = found === undefined ? raw[index + 1] : `${found}, ${raw[index + 1]}`
  }
  return found
}

function via(chain: readonly Hop[], verdict: Verdict): Verdict {
  if (chain.length === 1 || verdict.reason === null) return verdict
  return { state: verdict.state, reason: say('http.redirected', { reason: verdict.reason, route: route(chain) }) }
}

function route(chain: readonly Hop[]): string {
  const origin = chain[0]?.url.origin
  return shortened(
    chain.map(({ url }) => place(url.href.slice(url.origin === origin ? url.origin.length : 0))).join(' → '),
    400,
  )
}

/** Without its query: tokens travel there, and reasons are read by many. */
const place = (location: string): string => shortened(redactAddress(location).replace(/\?.*/s, '?…'), 100)
