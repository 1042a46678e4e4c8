import { Html, html } from '../rendering/html.ts'
import type { PublicAnnouncement } from '../status/public-notices.ts'
import { type PublicIncident, updatedAt } from '../status/public-status.ts'
import { incidentAddress, nameOf, saysMore } from './parts/incidents-section.ts'
import { absolute, inReadersLanguage, type Page, titleOf, type View } from './view.ts'

/** What feed readers show: one entry per incident, told again whenever something is said of it, and one per announcement. */
type Entry = {
  readonly id: string
  readonly title: string
  readonly link: string
  readonly published: string
  readonly updated: string
  readonly category: string
  readonly content: Html
}

const mostEntries = 30

export const feedView: View = {
  name: 'feed',
  pages: ({ latest, announcements }) => {
    const incidents = latest.map(({ id, revision }) => `${id} ${revision}`)
    const version = [...incidents, ...announcements.map(({ id }) => id)].join(',')
    return [
      { address: '/feed.atom', version, render: atom },
      { address: '/feed.rss', version, render: rss },
    ]
  },
}

function entriesOf(page: Page): readonly Entry[] {
  const { latest, announcements } = page.status
  const entries = [
    ...latest.map(incident => entryOf(page, incident)),
    ...announcements.map(announcement => entryOfAnnouncement(page, announcement)),
  ]
  return entries.sort((a, b) => (a.updated < b.updated ? 1 : -1)).slice(0, mostEntries)
}

function entryOf(page: Page, incident: PublicIncident): Entry {
  return {
    id: urnOf(incident.id),
    title: titleOf(page, incident),
    link: absolute(page, incidentAddress(incident)),
    published: incident.started_at,
    updated: updatedAt(incident),
    category: page.words.impact[incident.impact],
    content: contentOf(page, incident),
  }
}

function entryOfAnnouncement(page: Page, { id, title, message, published_at }: PublicAnnouncement): Entry {
  return {
    id: urnOf(id),
    title,
    link: absolute(page, '/'),
    published: published_at,
    updated: published_at,
    category: page.words.announcements,
    content: html`<p>${linesOf(inReadersLanguage(page, message))}</p>`,
  }
}

/** It stays the same wherever the pages move. */
const urnOf = (id: string): string =>
  (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? 'urn:uuid:' : 'urn:vigie:') + id

function contentOf(page: Page, incident: PublicIncident): Html {
  const { words, format } = page
  const { components, started_at, resolved_at } = incident
  return html`
    <p>${words.impact[incident.impact]}. ${words.incident.started}${words.colon}${format.timeWithYear(started_at)}.
    ${resolved_at !== null && html` ${words.incident.resolved}${words.colon}${format.timeWithYear(resolved_at)}.`}
    ${components.length > 0 && html` ${words.incident.affected}${words.colon}${inReadersLanguage(page, format.list(components))}.`}</p>
    ${incident.updates.map(
      update => html`
        <p><strong>${nameOf(page, update)}</strong> <small>${format.timeWithYear(update.at)}</small>
        ${saysMore(page, incident, update) && html`<br>${linesOf(inReadersLanguage(page, update.message, update.message_i18n))}`}</p>`,
    )}`
}

/** Feed readers apply no style of ours: a line break is a tag. What is said is escaped already. */
const linesOf = (said: Html): Html => new Html(said.text.replaceAll('\n', '<br>'))

const declaration = html`<?xml version="1.0" encoding="utf-8"?>`

/** RFC 4287 */
function atom(page: Page): Html {
  const { words, language, now } = page
  const entries = entriesOf(page)
  const name = page.site.title ?? words.title
  return html`
    ${declaration}
    <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}">
      <id>${absolute(page, '/feed.atom')}</id>
      <title>${name} · ${words.feed.title}</title>
      <subtitle>${words.feed.subtitle}</subtitle>
      <updated>${entries[0]?.updated ?? new Date(now).toISOString()}</updated>
      <author><name>${name}</name></author>
      <generator>Vigie</generator>
      <link rel="self" type="application/atom+xml" href="${absolute(page, '/feed.atom')}"/>
      <link rel="alternate" type="text/html" href="${absolute(page, '/')}"/>
      ${entries.map(
        entry => html`
          <entry>
            <id>${entry.id}</id>
            <title>${entry.title}</title>
            <link rel="alternate" type="text/html" href="${entry.link}"/>
            <published>${entry.published}</published>
            <updated>${entry.updated}</updated>
            <category term="${entry.category}"/>
            <content type="html">${entry.content.text}</content>
          </entry>`,
      )}
    </feed>`
}

/** https://www.rssboard.org/rss-specification */
function rss(page: Page): Html {
  const { words, language, now } = page
  const entries = entriesOf(page)
  const built = entries[0] ? Date.parse(entries[0].updated) : now
  return html`
    ${declaration}
    <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
      <channel>
        <title>${page.site.title ?? words.title} · ${words.feed.title}</title>
        <link>${absolute(page, '/')}</link>
        <description>${words.feed.subtitle}</description>
        <language>${language}</language>
        <lastBuildDate>${new Date(built).toUTCString()}</lastBuildDate>
        <generator>Vigie</generator>
        <atom:link rel="self" type="application/rss+xml" href="${absolute(page, '/feed.rss')}"/>
        ${entries.map(
          entry => html`
            <item>
              <guid isPermaLink="false">${entry.id}</guid>
              <title>${entry.title}</title>
              <link>${entry.link}</link>
              <pubDate>${new Date(entry.updated).toUTCString()}</pubDate>
              <category>${entry.category}</category>
              <description>${entry.content.text}</description>
            </item>`,
        )}
      </channel>
    </rss>`
}
