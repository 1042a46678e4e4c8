import type { Message } from '../../contracts/messages/words.ts'

export type FieldProblem = { readonly field: string; readonly message: string; readonly message_i18n?: Message }

/** What went wrong with a request: RFC 9457 as the server tells it, or `offline` when nobody answered. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly detail_i18n: Message | undefined
  readonly fields: readonly FieldProblem[]
  readonly retryAfterS: number | null
  /** What is there now, where somebody else changed it meanwhile. */
  readonly present: unknown

  constructor({
    status,
    code,
    detail,
    detail_i18n,
    fields = [],
    retryAfterS = null,
    present,
  }: {
    status: number
    code: string
    detail: string
    detail_i18n?: Message | undefined
    fields?: readonly FieldProblem[]
    retryAfterS?: number | null
    present?: unknown
  }) {
    super(detail)
    this.status = status
    this.code = code
    this.detail_i18n = detail_i18n
    this.fields = fields
    this.retryAfterS = retryAfterS
    this.present = present
  }
}

export const offline = (): Problem => new Problem({ status: 0, code: 'console.offline', detail: '' })

export async function problemOf(answer: Response): Promise<Problem> {
  const retryAfter = Number(answer.headers.get('retry-after') ?? Number.NaN)
  const retryAfterS = Number.isFinite(retryAfter) ? retryAfter : null
  try {
    const { code, detail, detail_i18n, title, fields, present } = await answer.json()
    return new Problem({
      status: answer.status,
      code,
      detail: detail ?? title ?? '',
      detail_i18n,
      fields: fields ?? [],
      retryAfterS,
      present,
    })
  } catch {
    // A proxy in between speaks no problem+json.
    return new Problem({ status: answer.status, code: 'console.no-answer', detail: answer.statusText, retryAfterS })
  }
}
