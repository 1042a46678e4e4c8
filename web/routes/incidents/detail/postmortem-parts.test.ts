import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partsOf, plainText, publicText } from './postmortem-parts.ts'

const written = `# INC-1 · Shop is down

## Summary

The **shop** was _closed_ for ten minutes, see [the note](https://example.com/n).

## Facts

- **Impact**: major
- [ ] tell \\_everybody\\_ of a &lt; b

## Timeline

| Time | What | By |
|---|---|---|
| 10:02 | It broke | Ann |
`

test('a postmortem has the parts that its headings say', () => {
  assert.deepEqual(
    partsOf(written).map(({ title }) => title),
    ['Summary', 'Facts', 'Timeline'],
  )
  assert.deepEqual(partsOf('no headings'), [])
})

test('what everybody reads is plain text', () => {
  const [summary, facts, timeline] = partsOf(written)
  assert.ok(summary && facts && timeline)
  assert.equal(publicText([summary]), 'The shop was closed for ten minutes, see the note (https://example.com/n).')
  assert.equal(plainText(facts.text), '• Impact: major\n• tell _everybody_ of a < b')
  assert.equal(plainText(timeline.text), 'Time · What · By\n10:02 · It broke · Ann')
  assert.match(publicText([summary, facts]), /^Summary\nThe shop.*\n\nFacts\n• Impact/s)
  assert.equal(publicText([]), '')
})
