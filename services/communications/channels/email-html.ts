import type { Language } from '../../../contracts/messages/notifications.ts'
import type { Message } from '../message.ts'

const colour = { trouble: '#b42318', unsure: '#b54708', good: '#067647', plain: '#344054' } as const

/** Tables and inline styles only: that is what mail programs agree on. */
export function htmlOf(message: Message, language: Language): string {
  const { headline, note, facts, lines, link } = message
  const parts = [
    `<h1 style="margin:0 0 16px;font-size:20px;color:${colour[toneOf(message)]}">${escaped(headline)}</h1>`,
    ...(note ? [`<p>${escaped(note)}</p>`] : []),
    ...(facts.length > 0
      ? [`<table role="presentation" style="border-collapse:collapse">${facts.map(row).join('')}</table>`]
      : []),
    ...(lines.length > 0 ? [`<ul>${lines.map(line => `<li>${escaped(line)}</li>`).join('')}</ul>`] : []),
    ...(link ? [`<p><a href="${escaped(link.url)}">${escaped(link.label)}</a></p>`] : []),
  ]
  return `<!doctype html><html lang="${language}"><body style="font-family:sans-serif;font-size:15px">${parts.join('')}</body></html>`
}

const row = ({ label, value }: { readonly label: string; readonly value: string }): string =>
  `<tr><th scope="row" style="text-align:left;padding:4px 16px 4px 0;vertical-align:top">${escaped(label)}</th>` +
  `<td style="padding:4px 0;word-break:break-word">${escaped(value)}</td></tr>`

function toneOf({ kind, impact }: Message): keyof typeof colour {
  if (kind === 'resolved') return 'good'
  if (kind === 'test' || kind === 'updated' || impact === 'none') return 'plain'
  return kind === 'flapping' || impact === 'minor' ? 'unsure' : 'trouble'
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, character => entities[character] ?? character)
