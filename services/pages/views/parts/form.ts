import { type Content, type Html, html } from '../../rendering/html.ts'
import { link, type Page } from '../view.ts'

/** What is wrong with a form that came back, by the name of the field; `''` stands for the whole. */
export type Problems = Readonly<Record<string, string>>

/** A form as it is shown: empty at first, else with what was typed. */
export type Filled = {
  readonly values: Readonly<Record<string, string | undefined>>
  readonly problems: Problems
}

export const emptyForm: Filled = { values: {}, problems: {} }

export type Field = {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly type?: 'text' | 'email' | 'lines'
  readonly required?: boolean
  readonly autocomplete?: string
  readonly maxlength: number
}

const required: Content = html` required`

/** With a field for programs that fill in whatever they see. */
export function form(page: Page, { address, send, fields, filled }: Form): Html {
  const { words } = page
  const problem = filled.problems['']
  return html`
    <form class="card form" method="post" action="${link(page, address)}">
      ${problem !== undefined && html`<p class="wrong" role="alert">${problem}</p>`}
      ${fields}
      <p class="trap" aria-hidden="true"><label>${words.form.trap}<input name="website" tabindex="-1" autocomplete="off"></label></p>
      <p><button>${send}</button></p>
    </form>`
}

type Form = {
  readonly address: string
  readonly send: string
  readonly fields: Content
  readonly filled: Filled
}

export function field({ values, problems }: Filled, asked: Field): Html {
  const { name, label, hint, type = 'text', maxlength } = asked
  const problem = problems[name]
  const described = [hint && `${name}-hint`, problem && `${name}-wrong`].filter(Boolean).join(' ')
  const attributes = html`id="${name}" name="${name}" maxlength="${maxlength}"${asked.autocomplete && html` autocomplete="${asked.autocomplete}"`}${asked.required && required}${described && html` aria-describedby="${described}"`}${problem && html` aria-invalid="true"`}`
  return html`
    <p class="field">
      <label for="${name}">${label}</label>
      ${hint && html`<span class="soft" id="${name}-hint">${hint}</span>`}
      ${type === 'lines' ? html`<textarea rows="5" ${attributes}>${values[name]}</textarea>` : html`<input type="${type}" value="${values[name] ?? ''}" ${attributes}>`}
      ${problem && html`<span class="wrong" id="${name}-wrong">${problem}</span>`}
    </p>`
}

/** One of several; nothing is chosen at first. */
export function choice(
  { values, problems }: Filled,
  { name, label, options }: { name: string; label: string; options: readonly (readonly [string, string])[] },
): Html {
  const problem = problems[name]
  return html`
    <fieldset${problem && html` aria-describedby="${name}-wrong"`}>
      <legend>${label}</legend>
      ${options.map(
        ([value, text]) =>
          html`<label class="option"><input type="radio" name="${name}" value="${value}" required${values[name] === value && html` checked`}>${text}</label>`,
      )}
      ${problem && html`<span class="wrong" id="${name}-wrong">${problem}</span>`}
    </fieldset>`
}

/** Beside a title and a sentence, the way back. */
export function thanks(page: Page, { title, text, back, label }: Thanks): Html {
  return html`
    <section class="blank">
      <h1>${title}</h1>
      <p>${text}</p>
      <p><a href="${link(page, back)}">${label}</a></p>
    </section>`
}

type Thanks = { readonly title: string; readonly text: string; readonly back: string; readonly label: string }
