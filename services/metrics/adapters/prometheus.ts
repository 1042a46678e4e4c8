import { Type } from 'typebox'
import { say } from '../../../contracts/messages/words.ts'
import { fetchAnswer } from './reading/fetch-text.ts'
import { readScrape } from './reading/scrape-text.ts'
import { Headers, originOf, SourceUrl } from './reading/settings.ts'
import { defineSourceKind, Unreadable } from './reading/source-kind.ts'

/** Larger ones would keep everybody else waiting. */
const mostBytes = 2_097_152

export const prometheus = defineSourceKind({
  kind: 'prometheus',
  summary: 'Metrics of a program, in the text format of Prometheus',
  every_s: 30,
  keepsNames: true,
  schema: Type.Object({ url: SourceUrl, headers: Headers }),
  sendsTo: ({ url }) => originOf(url),
  read: async ({ url, headers }, context) => {
    const { body } = await fetchAnswer(url, { ...context, headers, accept: 'text/plain;version=0.0.4' })
    if (body.length > mostBytes) throw new Unreadable(say('site.large', { limit: mostBytes / 1_048_576 }))
    const text = body.toString()
    const answer = text.slice(0, 20_000)
    if (text.trimStart().startsWith('<')) throw new Unreadable(say('source.no-metrics'), { answer })
    return { ...readScrape(text, context.now), answer }
  },
})
