import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { escapeHtml as escaped } from '../channels/format/format.ts'
import type { Fact, Link } from '../notifications/message.ts'
import type { Email, EmailPart } from './email.ts'

/**
 * Tables and inline styles only: that is what mail programs agree on. Colours are those of a light e-mail; programs
 * that know how to be dark read the style sheet, and those that turn colours round find nothing they cannot turn.
 */
export function emailHtml({ subject, tone, parts }: Email): string {
  const [first] = parts
  const body = parts.map((part, index) => partHtml(part, tone, index > 0)).join('')
  return (
    `<!doctype html><html lang="${first?.language ?? 'en'}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">' +
    `<meta name="supported-color-schemes" content="light dark"><title>${escaped(subject)}</title><style>${sheet}</style></head>` +
    `<body class="page" style="margin:0;padding:24px 12px;background:#f2f4f7;color:#1d2939;${font}">` +
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center">' +
    '<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border-radius:8px">' +
    `<tr><td style="padding:24px;text-align:left">${body}</td></tr></table></td></tr></table></body></html>`
  )
}

export function emailText({ parts }: Email): string {
  return parts
    .map(({ language, heading, paragraphs, facts, action, closing }) =>
      [
        heading,
        ...paragraphs,
        facts.map(({ label, value }) => named(label, value, language)).join('\n'),
        action ? named(action.label, `\n${action.url}`, language) : '',
        ...closing,
      ]
        .filter(Boolean)
        .join('\n\n'),
    )
    .join('\n\n* * *\n\n')
}

/** The colon of the language. */
const named = (label: string, value: string, language: Language): string =>
  `${label}${tables[language].notifications.colon}${value}`.replace(/ \n/g, '\n')

const font = 'font-family:system-ui,-apple-system,Segoe UI,Roboto,sans-serif;font-size:15px;line-height:1.5'

/** Contrast is at least 4.5:1 in both; the important ones beat the inline styles. */
const sheet =
  ':root{color-scheme:light dark;supported-color-schemes:light dark}' +
  '@media (prefers-color-scheme:dark){' +
  '.page{background:#101828!important;color:#e4e7ec!important}.card{background:#1d2939!important}' +
  '.quiet{color:#98a2b3!important}.rule{border-color:#475467!important}a{color:#84caff!important}' +
  '.button{background:#84caff!important;color:#101828!important}' +
  '.trouble{color:#fda29b!important}.unsure{color:#fec84b!important}.good{color:#75e0a7!important}' +
  '.plain{color:#e4e7ec!important}}'

const colour = { trouble: '#b42318', unsure: '#b54708', good: '#067647', plain: '#1d2939' } as const

function partHtml(part: EmailPart, tone: Email['tone'], isSecond: boolean): string {
  const { language, heading, paragraphs, facts, action, closing } = part
  const size = isSecond ? 16 : 20
  return [
    ...(isSecond ? ['<hr class="rule" style="border:0;border-top:1px solid #d0d5dd;margin:24px 0">'] : []),
    `<div lang="${language}">`,
    `<h1 class="${tone}" style="margin:0 0 12px;font-size:${size}px;line-height:1.3;color:${colour[tone]}">${escaped(heading)}</h1>`,
    ...paragraphs.map(text => `<p style="margin:0 0 12px">${escaped(text).replaceAll('\n', '<br>')}</p>`),
    ...(facts.length > 0
      ? [
          `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 12px">${facts.map(row).join('')}</table>`,
        ]
      : []),
    ...(action ? [button(action)] : []),
    ...closing.map(
      text => `<p class="quiet" style="margin:12px 0 0;font-size:13px;color:#475467">${closingHtml(text)}</p>`,
    ),
    '</div>',
  ].join('')
}

const row = ({ label, value }: Fact): string =>
  `<tr><th scope="row" style="text-align:left;padding:2px 16px 2px 0;vertical-align:top;font-weight:600">${escaped(label)}</th>` +
  `<td style="padding:2px 0;word-break:break-word">${escaped(value)}</td></tr>`

const button = ({ label, url }: Link): string =>
  `<p style="margin:16px 0"><a class="button" href="${escaped(url)}" style="display:inline-block;padding:10px 18px;border-radius:6px;` +
  `background:#175cd3;color:#ffffff;text-decoration:none;font-weight:600">${escaped(label)}</a></p>`

/** An address that ends a line of the small print can be followed. */
function closingHtml(text: string): string {
  const [, before, url] = /^(.*?)(https?:\/\/\S+)$/s.exec(text) ?? []
  return url
    ? `${escaped(before ?? '')}<a href="${escaped(url)}" style="color:#175cd3">${escaped(url)}</a>`
    : escaped(text)
}
