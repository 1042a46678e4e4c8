import { Type } from 'typebox'
import { fieldProblem } from '../../../../contracts/refusals.ts'
import type { FieldProblem } from '../../../../kit/service/errors.ts'

/** Fields that several kinds have. */

export const SourceUrl = Type.String({
  pattern: '^https?://',
  maxLength: 2_000,
  address: true,
  description: 'The address that is asked.',
})
export const Headers = Type.Optional(
  Type.Record(Type.String({ pattern: '^[A-Za-z0-9-]{1,100}$' }), Type.String({ maxLength: 4_000 }), {
    secret: true,
    description: 'Headers of the request, such as authorization. Kept secret.',
  }),
)
export const expressionOf = (description: string) => Type.String({ minLength: 1, maxLength: 2_000, description })

export const TimeFormat = Type.Optional(
  Type.String({
    pattern: '^(auto|unix|unix_ms|unix_us|unix_ns|%.{0,60})$',
    description: 'auto, unix, unix_ms, unix_us, unix_ns, or a pattern such as %d/%m/%Y %H:%M. auto when left out.',
  }),
)
export const TimeZone = Type.Optional(
  Type.String({ maxLength: 60, description: 'Of times that name none, such as Europe/Paris. UTC when left out.' }),
)

export function zoneProblems({ time_zone }: { readonly time_zone?: string | undefined }): FieldProblem[] {
  if (time_zone === undefined || isZone(time_zone)) return []
  return [fieldProblem('time_zone', 'source.no-zone', { zone: time_zone })]
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

export const originOf = (url: string): string => URL.parse(url)?.origin ?? ''
