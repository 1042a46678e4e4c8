import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { Marked, type Tokens } from 'marked'
import { type GuideLanguage, guideLanguages, guidePages, referencePages } from '../../docs/guide/pages.ts'

const docs = join(import.meta.dirname, '..', '..', 'docs')
const read = (path: string) => readFileSync(join(docs, path), 'utf8')

const words = {
  en: {
    name: 'Vigie documentation',
    menu: 'Pages',
    skip: 'Skip to the content',
    previous: 'Previous',
    next: 'Next',
    reference: 'Reference',
    console: 'Console',
  },
  fr: {
    name: 'Documentation de Vigie',
    menu: 'Pages',
    skip: 'Aller au contenu',
    previous: 'Précédent',
    next: 'Suivant',
    reference: 'Référence (en anglais)',
    console: 'Console',
  },
} satisfies Record<GuideLanguage, unknown>

type Page = {
  /** Below docs/. */
  readonly source: string
  readonly path: string
  readonly language: GuideLanguage
  /** The same page in the other language, else its first page. */
  readonly translation: string
  readonly title: string
}

const sourceOf = (language: GuideLanguage, name: string) => `guide/${language}/${name}.md`

/** Where a document is found on the site; undefined when it is no page of it. */
export function pathOf(source: string): string | undefined {
  const [, folder = '', name = ''] = /^(guide\/en|guide\/fr|reference)\/([\w-]+)\.md$/.exec(source) ?? []
  if (folder === '') return undefined
  const start = { 'guide/en': '/docs', 'guide/fr': '/docs/fr' }[folder] ?? '/docs/reference'
  return name === 'README' ? start : `${start}/${name}`
}

function pageOf(source: string, language: GuideLanguage, translation: string): Page {
  const title = /^# (.+)$/m.exec(read(source))?.[1] ?? source
  return {
    source,
    language,
    translation,
    title: language === 'fr' ? typesetFrench(title) : title,
    path: pathOf(source) ?? '',
  }
}

const guide = guideLanguages.map(language =>
  guidePages.map(name => {
    const other = language === 'en' ? 'fr' : 'en'
    return pageOf(sourceOf(language, name), language, pathOf(sourceOf(other, name)) ?? '')
  }),
)
const reference = referencePages.map(name => pageOf(`reference/${name}.md`, 'en', '/docs/fr'))

/** As a code host names headings, so that one link works there and here. */
export function slugger(): (text: string) => string {
  const used = new Map<string, number>()
  return text => {
    const slug = text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-')
    const count = used.get(slug) ?? 0
    used.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  }
}

function linkOf(source: string, href: string): string | undefined {
  if (/^([a-z]+:|#|\/)/.test(href)) return href
  const [file = '', anchor] = href.split('#')
  const path = pathOf(posix.join(dirname(source), file))
  return path && (anchor ? `${path}#${anchor}` : path)
}

function render(source: string): string {
  const slugOf = slugger()
  const marked = new Marked({
    walkTokens: token => {
      if (token.type === 'text' && source.startsWith('guide/fr/')) token.text = typesetFrench(token.text)
    },
    renderer: {
      heading({ tokens, depth, text }: Tokens.Heading) {
        const id = slugOf(text.replaceAll('`', ''))
        return `<h${depth} id="${id}"><a href="#${id}">${this.parser.parseInline(tokens)}</a></h${depth}>\n`
      },
      link({ tokens, href }: Tokens.Link) {
        const target = linkOf(source, href)
        const text = this.parser.parseInline(tokens)
        return target ? `<a href="${escapeHtml(target)}">${text}</a>` : text
      },
      code: ({ text }: Tokens.Code) => `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>\n`,
    },
  })
  const html = marked.parse(read(source), { async: false })
  return html.replaceAll('<table>', '<div class="table" tabindex="0"><table>').replaceAll('</table>', '</table></div>')
}

/** Sources are typed on an ordinary keyboard. */
function typesetFrench(text: string): string {
  return text
    .replaceAll("'", '’')
    .replace(/ :/g, '\u00a0:')
    .replace(/ ([;!?])/g, '\u202f$1')
    .replace(/« | »/g, quote => quote.replace(' ', '\u00a0'))
}

const escapeHtml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

function documentOf(page: Page, style: string): string {
  const say = words[page.language]
  const pages = guide[guideLanguages.indexOf(page.language)] ?? []
  const index = pages.indexOf(page)
  const item = ({ path, title }: Page) =>
    `<li><a href="${path}"${path === page.path ? ' aria-current="page"' : ''}>${escapeHtml(title)}</a></li>`
  const step = (to: Page | undefined, rel: 'prev' | 'next', label: string) =>
    to ? `<a rel="${rel}" href="${to.path}"><small>${label}</small>${escapeHtml(to.title)}</a>` : '<span></span>'
  const [other, otherName] = page.language === 'en' ? ['fr', 'Français'] : ['en', 'English']
  return `<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(page.title)} · ${say.name}</title>
<link rel="stylesheet" href="/docs/assets/${style}">
<link rel="alternate" hreflang="${other}" href="${page.translation}">
</head>
<body>
<a class="skip" href="#content">${say.skip}</a>
<header>
<a class="name" href="${pages[0]?.path}">${say.name}</a>
<nav><a class="to-menu" href="#menu">${say.menu}</a> <a href="/console">${say.console}</a> <a href="${page.translation}" hreflang="${other}" lang="${other}">${otherName}</a></nav>
</header>
<div class="columns">
<details class="menu" id="menu" open>
<summary>${say.menu}</summary>
<nav aria-label="${say.menu}">
<ul>
${pages.map(item).join('\n')}
</ul>
<h2>${say.reference}</h2>
<ul>
${reference.map(item).join('\n')}
<li><a href="/api/docs">API</a></li>
</ul>
</nav>
</details>
<main id="content">
${render(page.source)}
<nav class="steps">${index < 0 ? '' : step(pages[index - 1], 'prev', say.previous) + step(pages[index + 1], 'next', say.next)}</nav>
</main>
</div>
</body>
</html>
`
}

/** Writes every page of the documentation as plain HTML, and its one style sheet, named after its content. */
export function buildGuide(folder: string): void {
  const css = ['../design/tokens.css', 'guide.css'].map(file => readFileSync(join(import.meta.dirname, file), 'utf8'))
  const style = `guide-${createHash('sha256').update(css.join('')).digest('hex').slice(0, 10)}.css`
  for (const part of ['assets', 'fr', 'reference']) mkdirSync(join(folder, part), { recursive: true })
  writeFileSync(join(folder, 'assets', style), css.join('\n'))
  for (const page of [...guide.flat(), ...reference]) {
    writeFileSync(join(folder, `${page.path.replace(/^\/docs\/?/, '') || 'index'}.html`), documentOf(page, style))
  }
}
