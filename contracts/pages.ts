import { type TObject, type TSchema, type TString, Type } from 'typebox'
import { defineOperation, type Operation } from '../kit/operation.ts'

/** One page in each language: at the root in the default one, and under `/en/` and `/fr/`. */
export type LocalizedPage<Params extends TObject> = {
  readonly operation: Operation<Params, TObject, TSchema, TString>
  /** null: the configured language. */
  readonly language: 'en' | 'fr' | null
}

function page<Params extends TObject>(
  name: string,
  path: string,
  summary: string,
  params: Params,
): readonly LocalizedPage<Params>[] {
  const prefixes = [
    { language: null, prefix: '', suffix: '', words: '' },
    { language: 'en', prefix: '/en', suffix: 'InEnglish', words: ', in English' },
    { language: 'fr', prefix: '/fr', suffix: 'InFrench', words: ', in French' },
  ] as const
  return prefixes.map(({ language, prefix, suffix, words }) => ({
    language,
    operation: defineOperation({
      name: `${name}${suffix}`,
      service: 'pages',
      method: 'GET',
      path: `${prefix}${path}`,
      access: 'public',
      summary: `${summary}${words}`,
      params,
      content: 'text/html; charset=utf-8',
      output: Type.String(),
    }),
  }))
}

const Nothing = Type.Object({})
const IncidentId = Type.Object({ id: Type.String({ maxLength: 100, description: 'Number or id.' }) })
const Month = Type.Object({ month: Type.String({ maxLength: 100, description: '`2026-11`' }) })

export const ShowStatusPage = page('ShowStatusPage', '/', 'The status page', Nothing)
export const ShowIncidentPage = page('ShowIncidentPage', '/incidents/:id', 'The page of one incident', IncidentId)
export const ShowHistoryPage = page('ShowHistoryPage', '/history', 'The incidents of the last three months', Nothing)
export const ShowHistoryMonthPage = page(
  'ShowHistoryMonthPage',
  '/history/:month',
  'The incidents of three months, the last of which is this one',
  Month,
)
/** Whatever nobody else answers: a page for people, a problem for programs. */
export const ShowNotFoundPage = page('ShowNotFoundPage', '/*', 'There is no such page', Nothing)
