import type { PreviewLetter } from '../../../contracts/communications/announcements.ts'
import type { SubscriptionMessages } from '../../../contracts/messages/en/tables/subscriptions.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { Reply } from '../../../kit/service/service.ts'
import { emailHtml } from '../emails/email-html.ts'
import { newsEmail, newsOfAnnouncement } from '../emails/news-email.ts'
import { siteUrl, type Wording } from '../notifications/message.ts'

type Draft = Input<typeof PreviewLetter>['body']

/** The very e-mail that would be sent, for one who reads that language; its links lead nowhere in the frame. */
export function previewEmail(draft: Draft, { clock, settings }: { clock: Clock; settings: Wording }): Reply {
  const { title, message, level, component, language } = draft
  const at = iso(clock.now())
  const news = newsOfAnnouncement({
    id: '',
    title: title.trim(),
    message: message.trim(),
    state: 'info',
    level,
    incident_id: null,
    banner: true,
    component: component ? { id: '', slug: '', name: component } : null,
    starts_at: at,
    ends_at: null,
    published_at: at,
  })
  const base = siteUrl(settings) ?? ''
  const closing = (words: SubscriptionMessages) => [words.why, words.unsubscribe(`${base}/unsubscribe`)]
  return new Reply(emailHtml(newsEmail(news, language, { base, closing })), headers)
}

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // What people wrote is text in it; should it ever not be, it still runs and fetches nothing.
  'content-security-policy':
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
}
