import { type Html, html } from '../rendering/html.ts'
import { layout } from './parts/layout.ts'
import { toneOf } from './parts/tone.ts'
import type { Page } from './view.ts'

const lookout = html`
  <svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round" aria-hidden="true">
    <path d="M1.5 10q8.5-10.5 17 0q-8.5 10.5-17 0z"/><circle cx="10" cy="10" r="2.6" fill="currentColor"/>
  </svg>`

/** Nothing is watched yet: what to do next. */
export function firstRun(page: Page): Html {
  const { sentence, firstRun: say } = page.words
  return layout(page, {
    address: '/',
    title: sentence.nothing,
    status: 'unknown',
    body: html`
      <section class="hero ${toneOf.under_maintenance}">
        ${lookout}
        <div>
          <h1>${sentence.nothing}</h1>
          <p>${say.welcome}</p>
        </div>
      </section>
      <ol class="steps">
        <li>
          <h2>${say.write}</h2>
          <p>${say.writeWhat}</p>
          <pre tabindex="0"><code>${example(page)}</code></pre>
        </li>
        <li>
          <h2>${say.check}</h2>
          <p>${say.checkWhat}</p>
          <pre tabindex="0"><code>${'npx vigie validate\nnpx vigie check'}</code></pre>
        </li>
        <li>
          <h2>${say.restart}</h2>
          <p>${say.restartWhat}</p>
          <pre tabindex="0"><code>npm start</code></pre>
        </li>
      </ol>
      <p>${say.afterwards}</p>`,
  })
}

function example({ words }: Page): Html {
  const { website, database, backup } = words.firstRun.example
  const lines: readonly (readonly [key: string, value?: string])[] = [
    ['services'],
    ['  - name', website],
    ['    url', 'https://www.example.com/'],
    ['    expected_status', '200'],
    ['  - name', database],
    ['    kind', 'tcp'],
    ['    host', 'db.example.com'],
    ['    port', '5432'],
    ['  - name', backup],
    ['    kind', 'heartbeat'],
    ['    every', '24h'],
    ['    grace', '1h'],
  ]
  return html`${lines.map(([key, value]) => html`<b>${key}:</b>${value === undefined ? '' : ` ${value}`}${'\n'}`)}`
}
