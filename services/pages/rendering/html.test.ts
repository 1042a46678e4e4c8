import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { samplePage, statusText } from '../testing/sample-page.ts'
import { sampleComponent, sampleIncident, sampleOutage, sampleStatus } from '../testing/sample-status.ts'
import { incidentPage } from '../views/incident.ts'
import { escapeHtml, html } from './html.ts'

test('what is put into a template is text, never a tag or the end of an attribute', () => {
  const name = `"><script>alert('&')</script>`
  assert.equal(
    html`<p title="${name}">${name}</p>`.text,
    '<p title="&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;">&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</p>',
  )
})

test('a template in a template, and a list of them, stay HTML', () => {
  assert.equal(
    html`<ul>${['a', '<b>'].map(text => html`<li>${text}</li>`)}</ul>`.text,
    '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
  )
})

test('nothing is written for what is not there, and 0 is written', () => {
  assert.equal(html`${null}${undefined}${false}${0}${[]}`.text, '0')
})

test('line breaks of the template vanish, those of the content stay', () => {
  const made = html`
    <p>
      ${'one\n  two'}
    </p>`
  assert.equal(made.text, '<p>one\n  two</p>')
})

test('characters that no document may hold are left out', () => {
  assert.equal(escapeHtml('a\u0000b\u001bc\ufffed\té'), 'abcd\té')
})

const tagsOf = (text: string) => text.match(/<[a-z!/][^\s>]*/gi) ?? []
/** Names of attributes; their values, which may be anything, do not count. */
const attributesOf = (text: string) => [...text.matchAll(/\s([a-z-]+)="[^"<>]*"/g)].map(match => match[1])

function everywhere(text: string) {
  const status = {
    ...sampleStatus(3),
    components: [sampleComponent(0, { name: text, group: text, slug: text, suspected: text, status: 'major_outage' })],
    open: [
      {
        ...sampleOutage,
        title: text,
        title_i18n: null,
        number: text,
        components: [text],
        updates: [{ at: sampleOutage.started_at, kind: 'status', status: null, message: text }],
      },
    ],
    recent: [sampleIncident(1, { title: text, number: text, components: [text] })],
  }
  const page = samplePage(status, 'fr', { title: text, url: 'https://status.example.com' })
  return statusText(page) + incidentPage(page, status.open[0]!).text
}

test('a hostile name changes no tag and no attribute of a page, wherever it stands', () => {
  const harmless = everywhere('x')
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('"><script>', "' onload='x", '</style><svg onload=x>', '--><!--', 'javascript:alert(1)', ']]>'),
  )
  fc.assert(
    fc.property(hostile, text => {
      const page = everywhere(`x${text}`)
      assert.deepEqual(tagsOf(page), tagsOf(harmless))
      assert.deepEqual(attributesOf(page), attributesOf(harmless))
    }),
    { numRuns: 60 },
  )
})
