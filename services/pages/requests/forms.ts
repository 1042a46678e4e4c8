import type { Static } from 'typebox'
import { SendContactMessage } from '../../../contracts/communications/contact.ts'
import { SubscribeByEmail } from '../../../contracts/communications/subscriptions.ts'
import type { Language } from '../../../contracts/messages/tables.ts'
import type { SendContactForm, SendReportForm, SendSubscribeForm } from '../../../contracts/pages/pages.ts'
import { fieldProblem, forbidden, invalid } from '../../../contracts/refusals.ts'
import { ReportCategory, SubmitReport } from '../../../contracts/reports.ts'
import { isFromForeignPage } from '../../../kit/auth/foreign-page.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import { type Call, Reply } from '../../../kit/service/service.ts'
import type { ReportCache } from '../charts/report-cache.ts'
import { contactPage } from '../views/contact.ts'
import type { Filled } from '../views/parts/form.ts'
import { reportsAddress, reportsPage } from '../views/reports.ts'
import { subscribePage } from '../views/subscribe.ts'
import type { Page, Site } from '../views/view.ts'
import { filledIn, problemsOf, statusOfRefusal } from './form-submission.ts'
import type { Asked, PageHandlers } from './page-handlers.ts'

type Body<Form extends readonly { readonly operation: { readonly body?: unknown } }[]> = Static<
  NonNullable<Form[number]['operation']['body']>
>
type Sent<Values> = { readonly wanted: Language | null; readonly headers: Asked; readonly body: Values }

type Deps = {
  readonly site: Site
  readonly handlers: PageHandlers
  readonly reports: ReportCache
  readonly call: Call
}

/** What people send without JavaScript: carried on to the service that wants it, and answered with a page. */
export class Forms {
  readonly #parts: Deps

  constructor(parts: Deps) {
    this.#parts = parts
  }

  contact({ wanted, headers, body }: Sent<Body<typeof SendContactForm>>): Promise<Reply> {
    const { website, first_name = '', last_name = '', email = '', message = '' } = body
    const values = { first_name, last_name, email, message }
    return this.#carry({
      wanted,
      headers,
      website,
      values,
      address: '/contact',
      thanks: '/contact/sent',
      run: call => call(SendContactMessage, { body: { first_name, last_name, message, ...filledIn({ email }) } }),
      again: (page, filled) => contactPage(page, filled),
    })
  }

  subscribe({ wanted, headers, body }: Sent<Body<typeof SendSubscribeForm>>): Promise<Reply> {
    const { website, email = '' } = body
    const components = [body.components ?? []].flat()
    const language = wanted ?? this.#parts.site.language
    return this.#carry({
      wanted,
      headers,
      website,
      values: { email, components: components.join(' ') },
      address: '/subscribe',
      thanks: '/subscribe/sent',
      run: call =>
        call(SubscribeByEmail, {
          body: { email: email.trim(), language, ...(components.length > 0 ? { components } : {}) },
        }),
      again: (page, filled) => subscribePage(page, filled),
    })
  }

  async report(name: string, { wanted, headers, body }: Sent<Body<typeof SendReportForm>>): Promise<Reply> {
    const { handlers, reports: book } = this.#parts
    const component = handlers.component(name)
    if (!component) return handlers.notFound(wanted, headers)
    const { website, category = '', comment = '', salt, number, signature } = body
    const proof = salt && number && signature ? { proof: { salt, number: Number(number), signature } } : {}
    const address = reportsAddress(component.slug)
    const reports = await book.read(component.slug)
    return this.#carry({
      wanted,
      headers,
      website,
      values: { category, comment },
      address,
      thanks: `${address}/sent`,
      run: async call => {
        const chosen = ReportCategory.enum.find(one => one === category)
        if (!chosen) throw invalid('pages.no-category', {}, { fields: [noCategory] })
        const report = { component: component.slug, category: chosen, ...filledIn({ comment }) }
        await withOrWithoutProof(call, report, proof)
        book.forget(component.slug)
      },
      again: (page, filled) => reportsPage(page, { component, reports, filled }),
    })
  }

  async #carry(form: Carried): Promise<Reply> {
    const { site, handlers, call } = this.#parts
    const { wanted, headers, values, address, thanks } = form
    if (isFromForeignPage(headers, site.url)) throw forbidden('pages.foreign-form')
    const location = site.base + (wanted === null ? thanks : `/${wanted}${thanks}`)
    const onward = new Reply('', { location, 'cache-control': 'no-store' }, 303)
    // A program that filled in every field is thanked as all others are.
    if (form.website) return onward
    try {
      await form.run(call)
      return onward
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown
      return handlers.write(wanted, headers, {
        address,
        status: statusOfRefusal(thrown),
        write: page => form.again(page, { values, problems: problemsOf(thrown, values, page.words) }),
      })
    }
  }
}

type Carried = {
  readonly wanted: Language | null
  readonly headers: Asked
  readonly website: string | undefined
  readonly values: Readonly<Record<string, string>>
  readonly address: string
  readonly thanks: string
  readonly run: (call: Call) => Promise<unknown>
  readonly again: (page: Page, filled: Filled) => { readonly text: string }
}

const noCategory = fieldProblem('body.category', 'problem.choose')

type Report = Static<NonNullable<typeof SubmitReport.body>>

/** Work that is too old or was used before makes a report lighter, not lost. */
async function withOrWithoutProof(call: Call, report: Report, proof: Pick<Report, 'proof'>): Promise<void> {
  try {
    await call(SubmitReport, { body: { ...report, ...proof } })
  } catch (thrown) {
    const isProof = thrown instanceof Refusal && thrown.fields.some(({ field }) => field.startsWith('body.proof'))
    if (!isProof) throw thrown
    await call(SubmitReport, { body: report })
  }
}
