import type { Language } from '../../../contracts/messages/notifications.ts'
import { linksOf, type Message } from '../message.ts'
import { escapeHtml as escaped } from './escape.ts'
import { colour, toneOf } from './tone.ts'

/** Tables and inline styles only: that is what mail programs agree on. */
export function htmlOf(message: Message, language: Language): string {
  const { headline, note, facts, lines } = message
  const parts = [
    `<h1 style="margin:0 0 16px;font-size:20px;color:${colour[toneOf(message)]}">${escaped(headline)}</h1>`,
    ...(note ? [`<p>${escaped(note)}</p>`] : []),
    ...(facts.length > 0
      ? [`<table role="presentation" style="border-collapse:collapse">${facts.map(row).join('')}</table>`]
      : []),
    ...(lines.length > 0 ? [`<ul>${lines.map(line => `<li>${escaped(line)}</li>`).join('')}</ul>`] : []),
    ...linksOf(message).map(({ label, url }) => `<p><a href="${escaped(url)}">${escaped(label)}</a></p>`),
  ]
  return `<!doctype html><html lang="${language}"><body style="font-family:sans-serif;font-size:15px">${parts.join('')}</body></html>`
}

const row = ({ label, value }: { readonly label: string; readonly value: string }): string =>
  `<tr><th scope="row" style="text-align:left;padding:4px 16px 4px 0;vertical-align:top">${escaped(label)}</th>` +
  `<td style="padding:4px 0;word-break:break-word">${escaped(value)}</td></tr>`
